"""It is minus the coefficient.

fails: test_loss_is_soft_dice, test_loss_is_finite
"""


# %% soft_dice_loss
def soft_dice_loss(logits, target, smooth=1.0):
    p = torch.sigmoid(logits)
    both, sizes = (p * target).sum(dim=(1, 2, 3)), p.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return -((2 * both + smooth) / (sizes + smooth)).mean()
