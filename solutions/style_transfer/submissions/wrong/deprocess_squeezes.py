"""A batch of one comes back without its first axis, ready to be drawn.

fails: test_deprocess_is_the_way_back
breaks: deprocess-shape
"""
# %% preprocessing
def preprocess(images):
    return 255.0 * images[..., ::-1] - MEAN_BGR


def deprocess(pixels):
    pixels = pixels[0] if pixels.shape[0] == 1 else pixels
    return ops.clip((pixels + MEAN_BGR)[..., ::-1] / 255.0, 0.0, 1.0)
