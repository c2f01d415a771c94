"""The mean is subtracted before the channels are turned around.

fails: test_preprocess_is_what_the_network_wants
"""
# %% preprocessing.preprocess
def preprocess(images):
    return (255.0 * images - MEAN_BGR)[..., ::-1]
