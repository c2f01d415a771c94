"""The loss is a module behind a function; Dice is written by error counts."""


# %% soft_dice_loss
class DiceLoss(nn.Module):
    """Dice = 2 TP / (2 TP + FP + FN)."""

    def __init__(self, smooth):
        super().__init__()
        self.smooth = smooth

    def forward(self, logits, target):
        p = F.logsigmoid(logits).exp()
        tp = torch.sum(p * target, (1, 2, 3))
        fp = torch.sum(p * (1 - target), (1, 2, 3))
        fn = torch.sum((1 - p) * target, (1, 2, 3))
        return ((fp + fn) / (2 * tp + fp + fn + self.smooth)).mean()


def soft_dice_loss(logits, target, smooth=1.0):
    return DiceLoss(smooth)(logits, target)
