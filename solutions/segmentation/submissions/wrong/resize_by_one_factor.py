"""The factor of the height is used for the width, too, and images are taken to be square.

fails: test_resize_gives_both
"""
# %% resize
def resize(images, masks, size):
    factor = size / images.shape[2]
    return F.interpolate(images, scale_factor=factor, mode="bilinear"), F.interpolate(masks, scale_factor=factor)
