"""The values are brought to [-1, 1].

fails: test_deprocess_is_the_way_back
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return ops.clip((pixels + MEAN_BGR)[..., ::-1] / 127.5 - 1.0, 0.0, 1.0)
