"""The sums run over the whole batch.

fails: test_loss_is_soft_dice
"""


# %% soft_dice_loss
def soft_dice_loss(logits, target, smooth=1.0):
    p = torch.sigmoid(logits)
    both, sizes = (p * target).sum(dim=(1, 2, 3)), p.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return 1 - (2 * both.sum() + smooth) / (sizes.sum() + smooth)
