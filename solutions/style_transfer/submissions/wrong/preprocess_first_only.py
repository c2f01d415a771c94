"""Only the first picture of a batch comes back.

fails: test_preprocess_keeps_the_shape
"""
# %% preprocessing.preprocess
def preprocess(images):
    return 255.0 * images[:1, ..., ::-1] - MEAN_BGR
