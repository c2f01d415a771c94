"""The mean is multiplied by 255, too.

fails: test_preprocess_subtracts_the_mean
"""
# %% preprocessing
def preprocess(images):
    return 255.0 * (images[..., ::-1] - MEAN_BGR)


def deprocess(pixels):
    return ops.clip((pixels + MEAN_BGR)[..., ::-1] / 255.0, 0.0, 1.0)
