"""What falls outside of [0, 1] wraps around, as in whole numbers of eight bits.

fails: test_deprocess_cuts_off
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return ((pixels + MEAN_BGR)[..., ::-1] / 255.0) % 1.0
