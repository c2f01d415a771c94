"""The probabilities are rounded before the sums.

fails: test_loss_is_soft_dice, test_loss_has_a_gradient
"""


# %% soft_dice_loss
def soft_dice_loss(logits, target, smooth=1.0):
    p = (torch.sigmoid(logits) > 0.5).float()
    both, sizes = (p * target).sum(dim=(1, 2, 3)), p.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return (1 - (2 * both + smooth) / (sizes + smooth)).mean()
