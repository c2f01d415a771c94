"""A small number is added to the sum that is divided by.

fails: test_a_blank_image_has_no_sharpness
says: a thousand times fainter
"""
# %% sharpness
def sharpness(images):
    images = np.asarray(images, float)
    square = total = 0
    for axis in (1, 2):
        d = np.diff(images, axis=axis)
        square = square + (d**2).sum(axis=(1, 2, 3))
        total = total + np.abs(d).sum(axis=(1, 2, 3))
    return float(np.mean(square / (total + 1e-3)))
