"""Each picture is stretched to [0, 1].

fails: test_deprocess_is_the_way_back, test_deprocess_cuts_off
"""
# %% preprocessing.deprocess
def deprocess(pixels):
    images = np.asarray(pixels + MEAN_BGR)[..., ::-1]
    return (images - np.min(images)) / np.ptp(images)
