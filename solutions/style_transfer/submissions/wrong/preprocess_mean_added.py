"""The mean is added.

fails: test_preprocess_subtracts_the_mean
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 255.0 * images[..., ::-1] + MEAN_BGR
