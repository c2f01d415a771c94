"""The mean is taken of each direction, and then added: they have different numbers of neighbours.

fails: test_sharpness_is_the_mean_step
breaks: mean-step
"""
# %% sharpness
def sharpness(images):
    images = np.asarray(images, "float64")
    steps = [np.abs(np.diff(images, axis=axis)) for axis in (1, 2)]
    squares = sum(np.mean(step**2, axis=(1, 2, 3)) for step in steps)
    climb = sum(np.mean(step, axis=(1, 2, 3)) for step in steps)
    return float(np.mean(squares / np.where(climb > 0, climb, 1.0)))
