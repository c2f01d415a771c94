"""The functions change the picture that they are given.

fails: test_preprocess_is_what_the_network_wants, test_deprocess_is_the_way_back
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
