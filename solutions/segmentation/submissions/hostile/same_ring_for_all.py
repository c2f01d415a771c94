"""The model answers with a drawn ring, whatever the image: the best that position can do.

base: untouched
score: 0
"""


# %% open_part
class Ring(nn.Module):
    def forward(self, x):
        row, column = torch.meshgrid(torch.arange(64.0), torch.arange(64.0), indexing="ij")
        distance = ((row - 31.5) ** 2 + (column - 31.5) ** 2).sqrt()
        return (4.5 - (distance - 9.5).abs()).expand(len(x), 1, -1, -1)


def build_model():
    return Ring()


def train(model, data, budget):
    return model
