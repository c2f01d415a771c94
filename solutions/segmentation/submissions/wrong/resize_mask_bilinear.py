"""Masks are interpolated like images.

fails: test_masks_stay_masks
"""


# %% resize
def resize(images, masks, size):
    both = F.interpolate(torch.cat([images, masks], dim=1), size=(size, size), mode="bilinear")
    return both[:, :1], both[:, 1:]
