"""Every pixel that muscle touches becomes muscle.

fails: test_masks_stay_masks
"""


# %% resize
def resize(images, masks, size):
    images = F.interpolate(images, size=(size, size), mode="bilinear")
    return images, (F.interpolate(masks, size=(size, size), mode="bilinear") > 0).float()
