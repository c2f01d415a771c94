"""It is divided by the size of the prediction alone, twice.

fails: test_dice_compares_two_sets, test_dice_of_nothing_is_one
"""


# %% dice_coefficient
def dice_coefficient(prediction, target, smooth=1.0):
    both = (prediction * target).sum(dim=(1, 2, 3))
    sizes = prediction.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return (2 * both + smooth) / (2 * prediction.sum(dim=(1, 2, 3)) + smooth)
