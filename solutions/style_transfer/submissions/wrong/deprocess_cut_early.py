"""It is cut off before it is divided by 255.

fails: test_deprocess_is_the_way_back
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return ops.clip((pixels + MEAN_BGR)[..., ::-1], 0.0, 1.0)
