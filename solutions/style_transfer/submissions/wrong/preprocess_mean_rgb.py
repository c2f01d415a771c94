"""The mean is subtracted before the channels are turned around.

fails: test_preprocess_subtracts_the_mean
"""
# %% preprocessing.preprocess
def preprocess(images):
    return (255.0 * images - MEAN_BGR)[..., ::-1]
