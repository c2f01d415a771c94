"""The network puts out logits of half the size.

fails: test_open_part_has_a_model
"""


# %% open_part.build_model
def build_model():
    return nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 1, 1))
