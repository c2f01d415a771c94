"""The channels are turned before the mean is added.

fails: test_deprocess_is_the_way_back
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return ops.clip((pixels[..., ::-1] + MEAN_BGR) / 255.0, 0.0, 1.0)
