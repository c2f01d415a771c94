"""The sigmoid is taken in place: the logits are probabilities afterwards.

fails: test_loss_leaves_the_logits
"""
# %% soft_dice_loss
def soft_dice_loss(logits, target, smooth=1.0):
    p = logits.sigmoid_() if not logits.is_leaf or not logits.requires_grad else logits.sigmoid()
    intersection = (p * target).sum(dim=(1, 2, 3))
    return (1 - (2 * intersection + smooth) / (p.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3)) + smooth)).mean()
