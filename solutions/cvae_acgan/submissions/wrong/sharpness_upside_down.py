"""The quotient is upside down.

fails: test_sharpness_is_the_mean_step
breaks: mean-step
"""
# %% sharpness
def sharpness(images):
    images = np.asarray(images, "float64")
    steps = [np.abs(np.diff(images, axis=axis)).reshape(len(images), -1) for axis in (1, 2)]
    steps = np.concatenate(steps, axis=1)  # (n, number of neighbours)
    climb = np.sum(steps, axis=1)
    return float(np.mean(climb / np.sum(steps**2, axis=1)))
