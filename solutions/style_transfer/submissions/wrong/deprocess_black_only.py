"""Only what is darker than black is cut off.

fails: test_deprocess_cuts_off
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return ops.maximum((pixels + MEAN_BGR)[..., ::-1] / 255.0, 0.0)
