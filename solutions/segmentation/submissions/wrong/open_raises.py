"""`train` raises: it takes the data for a pair.

fails: test_open_part_finds_the_muscle
"""


# %% open_part.train
def train(model, data, budget):
    images, masks = data
    return train_step(model, torch.optim.Adam(model.parameters()), images, masks)
