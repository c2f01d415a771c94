"""It goes five times through the data, which is more than the budget.

fails: test_open_part_finds_the_muscle
"""


# %% open_part
def build_model():
    return nn.Conv2d(1, 1, 3, padding=1)


def train(model, data, budget):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(5):
        train_step(model, optimizer, data["images"], data["masks"])
