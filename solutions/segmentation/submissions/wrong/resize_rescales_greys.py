"""The images are also scaled to [0, 1].

fails: test_images_are_interpolated
"""


# %% resize
def resize(images, masks, size):
    images = F.interpolate(images, size=(size, size), mode="bilinear")
    images = (images - images.min()) / (images.max() - images.min())
    return images, F.interpolate(masks, size=(size, size), mode="nearest")
