"""`train` returns the network as it was.

fails: test_open_part_finds_the_muscle
"""


# %% open_part.train
def train(model, data, budget):
    return model
