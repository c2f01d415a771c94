"""The loss calls dice_coefficient, which works by flattened products."""


# %% dice_coefficient
def dice_coefficient(prediction, target, smooth=1.0):
    a, b = prediction.flatten(1).double(), target.flatten(1).double()
    both = torch.einsum("np,np->n", a, b)
    return ((2.0 * both + smooth) / (a.sum(1) + b.sum(1) + smooth)).float()


# %% soft_dice_loss
def soft_dice_loss(logits, target, smooth=1.0):
    return torch.mean(1 - dice_coefficient(logits.sigmoid(), target, smooth))
