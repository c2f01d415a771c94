"""Predictions are NaN, infinite, soft, broadcast, or objects that call themselves right.

base: untouched
score: 0
"""


# %% open_part
class AlwaysRight(torch.Tensor):
    def __eq__(self, other):
        return True

    def __gt__(self, other):
        return torch.ones(self.shape, dtype=torch.bool)


class Odd(nn.Module):
    def __init__(self):
        super().__init__()
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        if self.calls == 1:
            return torch.zeros_like(x)  # a good impression first
        logits = torch.full_like(x, float("nan"))
        logits[::2] = float("inf")
        return logits.as_subclass(AlwaysRight)


def build_model():
    return Odd()


def train(model, data, budget):
    return model
