"""For a batch of one image it gives a number, not an array of one.

fails: test_dice_of_nothing_is_one
"""
# %% dice_coefficient
def dice_coefficient(prediction, target, smooth=1.0):
    intersection = (prediction * target).sum(dim=(1, 2, 3))
    sizes = prediction.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return ((2 * intersection + smooth) / (sizes + smooth)).squeeze()
