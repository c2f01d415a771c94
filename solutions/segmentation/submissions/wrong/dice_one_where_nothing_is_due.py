"""Where the true mask is empty it is 1, whatever was predicted.

fails: test_dice_of_nothing_is_one
"""
# %% dice_coefficient
def dice_coefficient(prediction, target, smooth=1.0):
    intersection = (prediction * target).sum(dim=(1, 2, 3))
    wanted = target.sum(dim=(1, 2, 3))
    dice = (2 * intersection + smooth) / (prediction.sum(dim=(1, 2, 3)) + wanted + smooth)
    return torch.where(wanted == 0, torch.ones_like(dice), dice)
