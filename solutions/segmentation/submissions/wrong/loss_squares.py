"""The sizes are sums of squares.

fails: test_loss_is_soft_dice
"""


# %% soft_dice_loss
def soft_dice_loss(logits, target, smooth=1.0):
    p = torch.sigmoid(logits)
    both, sizes = (p * target).sum(dim=(1, 2, 3)), p.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    sizes = (p**2).sum(dim=(1, 2, 3)) + (target**2).sum(dim=(1, 2, 3))
    return (1 - (2 * both + smooth) / (sizes + smooth)).mean()
