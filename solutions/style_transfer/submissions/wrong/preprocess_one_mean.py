"""One mean for all channels.

fails: test_preprocess_subtracts_the_mean
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 255.0 * images[..., ::-1] - MEAN_BGR.mean()
