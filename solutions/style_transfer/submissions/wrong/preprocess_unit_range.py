"""The pictures are brought to [-1, 1], as other networks want it.

fails: test_preprocess_is_what_the_network_wants
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 2.0 * images[..., ::-1] - 1.0
