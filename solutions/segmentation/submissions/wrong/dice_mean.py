"""It is averaged over the images.

fails: test_dice_has_a_number_per_image
"""


# %% dice_coefficient
def dice_coefficient(prediction, target, smooth=1.0):
    both = (prediction * target).sum(dim=(1, 2, 3))
    sizes = prediction.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return ((2 * both + smooth) / (sizes + smooth)).mean()
