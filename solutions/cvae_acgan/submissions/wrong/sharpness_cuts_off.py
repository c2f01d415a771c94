"""Pixels are cut off at 0 and 1, although any numbers are allowed.

fails: test_sharpness_takes_any_images
breaks: sharpness-any-numbers
"""
# %% sharpness
def sharpness(images):
    images = np.clip(images, 0, 1)
    down, across = (np.abs(np.diff(images, axis=axis)).reshape(len(images), -1) for axis in (1, 2))
    steps = np.concatenate([down, across], axis=1)
    climb = steps.sum(axis=1)
    return np.mean((steps**2).sum(axis=1) / np.where(climb > 0, climb, 1))
