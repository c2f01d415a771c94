"""deprocess returns nothing.

fails: test_deprocess_is_the_way_back
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return None
