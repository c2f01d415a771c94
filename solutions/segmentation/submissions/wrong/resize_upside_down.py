"""The resized images are upside down.

fails: test_images_are_interpolated
"""


# %% resize
def resize(images, masks, size):
    images = F.interpolate(images.flip(2), size=(size, size), mode="bilinear")
    return images, F.interpolate(masks, size=(size, size), mode="nearest")
