"""The pictures are brought to [-1, 1], as other networks want it.

fails: test_preprocess_goes_up_to_255, test_preprocess_subtracts_the_mean
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 2.0 * images[..., ::-1] - 1.0
