"""deprocess returns nothing.

fails: test_deprocess_is_the_way_back, test_deprocess_cuts_off
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    return None
