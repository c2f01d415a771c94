"""It is the share of pixels that agree.

fails: test_dice_compares_two_sets, test_dice_of_nothing_is_one
"""


# %% dice_coefficient
def dice_coefficient(prediction, target, smooth=1.0):
    return (prediction == target).float().mean(dim=(1, 2, 3))
