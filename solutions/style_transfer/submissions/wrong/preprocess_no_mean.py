"""The mean is not subtracted.

fails: test_preprocess_subtracts_the_mean
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 255.0 * images[..., ::-1]
