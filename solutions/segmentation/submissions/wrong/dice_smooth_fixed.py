"""It smooths by 1, whatever `smooth` is.

fails: test_dice_compares_two_sets
"""


# %% dice_coefficient
def dice_coefficient(prediction, target, smooth=1.0):
    both = (prediction * target).sum(dim=(1, 2, 3))
    sizes = prediction.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return (2 * both + 1) / (sizes + 1)
