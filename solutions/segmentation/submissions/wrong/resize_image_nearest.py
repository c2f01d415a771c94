"""Images are resampled like masks, by picking pixels.

fails: test_images_are_interpolated
"""


# %% resize
def resize(images, masks, size):
    both = F.interpolate(torch.cat([images, masks], dim=1), size=(size, size))
    return both[:, :1], both[:, 1:]
