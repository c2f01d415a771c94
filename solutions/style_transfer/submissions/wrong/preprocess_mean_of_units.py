"""The mean is divided by 255, and the pictures are multiplied by it.

fails: test_preprocess_subtracts_the_mean
"""
# %% preprocessing
def preprocess(images):
    return 255.0 * images[..., ::-1] - MEAN_BGR / 255.0


def deprocess(pixels):
    return ops.clip((pixels + MEAN_BGR)[..., ::-1] / 255.0, 0.0, 1.0)
