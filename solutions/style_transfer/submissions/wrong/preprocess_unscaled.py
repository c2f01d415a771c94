"""The pictures stay in [0, 1].

fails: test_preprocess_goes_up_to_255
"""
# %% preprocessing.preprocess
def preprocess(images):
    return images[..., ::-1] - MEAN_BGR
