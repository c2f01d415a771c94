"""Gradients are switched off and never on again.

fails: test_map_leaves_all_as_it_was
"""
# %% occlusion_sensitivity
def occlusion_sensitivity(model, image, mask, size=8, stride=4):
    rows, columns = (range(0, length - size + 1, stride) for length in image.shape[1:])
    model.eval()
    torch.set_grad_enabled(False)

    def dice(x):
        return dice_coefficient((model(x[None]) > 0).float(), mask[None])[0]

    whole, falls = dice(image), torch.zeros(len(rows), len(columns))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            copy = image.clone()
            copy[:, row : row + size, column : column + size] = 0
            falls[i, j] = whole - dice(copy)
    return falls
