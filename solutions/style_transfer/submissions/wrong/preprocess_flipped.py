"""The picture is turned around, not its channels.

fails: test_preprocess_turns_the_channels
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 255.0 * images[:, :, ::-1] - MEAN_BGR
