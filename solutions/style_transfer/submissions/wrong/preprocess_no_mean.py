"""The mean is not subtracted.

fails: test_preprocess_is_what_the_network_wants
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 255.0 * images[..., ::-1]
