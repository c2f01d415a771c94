"""The network answers with the mean training mask, whatever the image.

fails: test_open_part_finds_the_muscle
"""


# %% open_part
class Position(nn.Module):
    def __init__(self):
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(1, 1, 64, 64))

    def forward(self, x):
        return self.logits.expand(len(x), -1, -1, -1)


def build_model():
    return Position()


def train(model, data, budget):
    masks = data["masks"][:budget]
    ways = [torch.rot90(masks, k, (2, 3)).mean(0) for k in range(4)]
    model.logits.data = torch.stack(ways).mean(0, keepdim=True) - 0.2
