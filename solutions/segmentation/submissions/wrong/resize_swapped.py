"""The two results come in the wrong order.

fails: test_masks_stay_masks, test_images_are_interpolated
"""


# %% resize
def resize(images, masks, size):
    images = F.interpolate(images, size=(size, size), mode="bilinear")
    return F.interpolate(masks, size=(size, size), mode="nearest"), images
