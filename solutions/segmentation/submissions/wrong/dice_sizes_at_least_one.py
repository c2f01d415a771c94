"""The denominator is at least one.

fails: test_dice_of_nothing_is_one
"""
# %% dice_coefficient
def dice_coefficient(prediction, target, smooth=1.0):
    both = (prediction * target).flatten(1).sum(1)
    union = torch.maximum(prediction, target).flatten(1).sum(1)
    return (2 * both + smooth) / (union + both + smooth).clamp(min=1)
