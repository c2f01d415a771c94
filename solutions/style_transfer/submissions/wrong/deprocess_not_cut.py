"""Nothing is cut off.

fails: test_deprocess_cuts_off
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return (pixels + MEAN_BGR)[..., ::-1] / 255.0
