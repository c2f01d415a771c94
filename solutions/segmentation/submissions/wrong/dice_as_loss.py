"""It is 1 minus the coefficient.

fails: test_dice_compares_two_sets, test_dice_of_nothing_is_one
"""


# %% dice_coefficient
def dice_coefficient(prediction, target, smooth=1.0):
    both = (prediction * target).sum(dim=(1, 2, 3))
    sizes = prediction.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return 1 - (2 * both + smooth) / (sizes + smooth)
