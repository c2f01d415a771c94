"""Images are interpolated by cubic curves, which overshoot.

fails: test_images_are_interpolated
"""
# %% resize
def resize(images, masks, size):
    images = F.interpolate(images, size=(size, size), mode="bicubic")
    return images, F.interpolate(masks, size=(size, size), mode="nearest")
