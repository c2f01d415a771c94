"""The U-Net of part 7, trained on the inner pixels without augmentation: a part of the points.

fails: test_open_part_finds_the_muscle
"""


# %% open_part
def build_model():
    return UNet((8, 16, 32))


def train(model, data, budget):
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    order = torch.cat([torch.randperm(len(data["images"])) for _ in range(5)])[:budget]
    for chosen in order.split(16):
        images, masks = data["images"][chosen], data["masks"][chosen]
        train_step(model, optimizer, images[..., 8:56, 8:56], masks[..., 8:56, 8:56])
    return model
