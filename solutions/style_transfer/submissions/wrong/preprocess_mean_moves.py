"""The global mean is turned in place, so every second call is wrong.

fails: test_preprocess_turns_the_channels, test_preprocess_goes_up_to_255, test_deprocess_is_the_way_back
"""
# %% preprocessing
def preprocess(images):
    pixels = 255.0 * images[..., ::-1] - MEAN_BGR
    MEAN_BGR[:] = MEAN_BGR[::-1]
    return pixels


def deprocess(pixels):
    return ops.clip((pixels + MEAN_BGR)[..., ::-1] / 255.0, 0.0, 1.0)
