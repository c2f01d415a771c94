"""The mean is not added.

fails: test_deprocess_is_the_way_back
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return ops.clip(pixels[..., ::-1] / 255.0, 0.0, 1.0)
