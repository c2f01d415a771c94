"""The learning rate is so large that the weights become NaN.

fails: test_open_part_finds_the_muscle
"""


# %% open_part
def build_model():
    return nn.Conv2d(1, 1, 3, padding=1)


def train(model, data, budget):
    optimizer = torch.optim.SGD(model.parameters(), lr=1e30)
    for chosen in torch.randperm(len(data["images"]))[:64].split(8):
        loss = (model(data["images"][chosen]) - data["masks"][chosen]).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model
