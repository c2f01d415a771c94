"""Values from 0 to 255 come back.

fails: test_deprocess_is_the_way_back, test_deprocess_cuts_off
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return ops.clip((pixels + MEAN_BGR)[..., ::-1], 0.0, 255.0)
