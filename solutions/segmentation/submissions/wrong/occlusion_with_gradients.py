"""Gradients are recorded.

fails: test_map_leaves_all_as_it_was
"""


# %% occlusion_sensitivity
def occlusion_sensitivity(model, image, mask, size=8, stride=4):
    model.eval()
    _, height, width = image.shape

    def dice(x):
        return dice_coefficient((model(x[None]) > 0).float(), mask[None]).item()

    before, values = dice(image), []
    rows, columns = range(0, height - size + 1, stride), range(0, width - size + 1, stride)
    for row in rows:
        for column in columns:
            covered = image.clone()
            covered[:, row : row + size, column : column + size] = 0
            values.append(before - dice(covered))
    return torch.tensor(values).reshape(len(rows), len(columns))
