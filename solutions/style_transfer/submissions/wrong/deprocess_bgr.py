"""The channels are not turned back.

fails: test_deprocess_is_the_way_back
breaks: way-back
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return ops.clip((pixels + MEAN_BGR) / 255.0, 0.0, 1.0)
