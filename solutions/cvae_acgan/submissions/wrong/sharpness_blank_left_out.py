"""Blank images are left out of the mean.

fails: test_a_blank_image_has_no_sharpness
"""
# %% sharpness
def sharpness(images):
    images = np.asarray(images, "float64")
    steps = [np.abs(np.diff(images, axis=axis)).reshape(len(images), -1) for axis in (1, 2)]
    steps = np.concatenate(steps, axis=1)  # (n, number of neighbours)
    climb = np.sum(steps, axis=1)
    some = climb > 0
    return float(np.mean(np.sum(steps[some] ** 2, axis=1) / climb[some])) if some.any() else 0.0
