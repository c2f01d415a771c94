"""The channels stay in the order red, green, blue.

fails: test_preprocess_is_what_the_network_wants
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 255.0 * images - MEAN_BGR
