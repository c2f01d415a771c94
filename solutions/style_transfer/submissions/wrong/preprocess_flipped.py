"""The picture is turned around, not its channels.

fails: test_preprocess_is_what_the_network_wants
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 255.0 * images[:, :, ::-1] - MEAN_BGR
