"""style_loss writes the Gram matrices out, and sums by hand."""
# %% style_loss
def style_loss(features, targets, weights):
    total = 0
    for k in range(len(features)):
        batch, height, width, channels = features[k].shape
        gram = ops.einsum("bhwi,bhwj->bij", features[k], features[k]) / (height * width)
        total = total + weights[k] * ops.sum((gram - targets[k]) ** 2) / (batch * channels * channels)
    return total
# %% total_variation_loss
def total_variation_loss(images):
    batch, height, width, channels = images.shape
    down = ops.sum((images[:, :-1] - images[:, 1:]) ** 2) / (batch * (height - 1) * width * channels)
    across = ops.sum((images[:, :, :-1] - images[:, :, 1:]) ** 2) / (batch * height * (width - 1) * channels)
    return down + across
