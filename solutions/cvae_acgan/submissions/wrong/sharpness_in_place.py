"""The smallest number is taken off the images, in place.

fails: test_sharpness_takes_any_images
breaks: sharpness-leaves-images
"""
# %% sharpness
def sharpness(images):
    images -= images.min()
    down, across = (np.abs(np.diff(images, axis=axis)).reshape(len(images), -1) for axis in (1, 2))
    steps = np.concatenate([down, across], axis=1).astype("float64")
    climb = np.sum(steps, axis=1)
    return float(np.mean(np.sum(steps**2, axis=1) / np.where(climb > 0, climb, 1.0)))
