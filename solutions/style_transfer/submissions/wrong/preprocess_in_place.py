"""The functions change the picture that they are given.

fails: test_preprocessing_leaves_everything_as_it_is
"""
# %% preprocessing
def preprocess(images):
    images = images[..., ::-1]
    images *= 255.0
    images -= MEAN_BGR
    return images


def deprocess(pixels):
    pixels += MEAN_BGR
    pixels /= 255.0
    return ops.clip(pixels[..., ::-1], 0.0, 1.0)
