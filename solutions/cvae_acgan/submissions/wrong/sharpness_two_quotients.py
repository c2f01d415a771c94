"""The quotients of the two directions are averaged.

fails: test_sharpness_is_the_mean_step
breaks: mean-step
"""
# %% sharpness
def sharpness(images):
    images = np.asarray(images, "float64")
    steps = [np.abs(np.diff(images, axis=axis)).reshape(len(images), -1) for axis in (1, 2)]
    return float(np.mean([np.mean(np.sum(s**2, axis=1) / np.sum(s, axis=1)) for s in steps]))
