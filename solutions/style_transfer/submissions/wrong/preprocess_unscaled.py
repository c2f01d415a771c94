"""The pictures stay in [0, 1].

fails: test_preprocess_is_what_the_network_wants
"""
# %% preprocessing.preprocess
def preprocess(images):
    return images[..., ::-1] - MEAN_BGR
