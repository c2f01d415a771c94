"""Only what is brighter than white is cut off.

fails: test_deprocess_cuts_off
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return ops.minimum((pixels + MEAN_BGR)[..., ::-1] / 255.0, 1.0)
