"""The network puts out probabilities, so that everything is muscle.

fails: test_open_part_finds_the_muscle
"""


# %% open_part
def build_model():
    return nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.Sigmoid())


def train(model, data, budget):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for chosen in torch.randperm(len(data["images"]))[:budget].split(32):
        loss = F.binary_cross_entropy(model(data["images"][chosen]), data["masks"][chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model
