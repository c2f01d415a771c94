"""Muscle is where the logit is above ½.

fails: test_map_is_the_fall_of_dice
"""


# %% occlusion_sensitivity
@torch.no_grad()
def occlusion_sensitivity(model, image, mask, size=8, stride=4):
    model.eval()
    _, height, width = image.shape

    def dice(x):
        return dice_coefficient((model(x[None]) > 0.5).float(), mask[None]).item()

    before, values = dice(image), []
    rows, columns = range(0, height - size + 1, stride), range(0, width - size + 1, stride)
    for row in rows:
        for column in columns:
            covered = image.clone()
            covered[:, row : row + size, column : column + size] = 0
            values.append(before - dice(covered))
    return torch.tensor(values).reshape(len(rows), len(columns))
