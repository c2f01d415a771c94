"""The channels stay in the order red, green, blue.

fails: test_preprocess_turns_the_channels
breaks: blue-green-red
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 255.0 * images - MEAN_BGR
