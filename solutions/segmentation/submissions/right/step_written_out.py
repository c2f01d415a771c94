"""The losses are written out in the step, gradients cleared first; the loss comes as a float."""


# %% train_step
def train_step(model, optimizer, images, masks):
    optimizer.zero_grad(set_to_none=False)
    model.train(True)
    out = model(images)
    p = out.sigmoid()
    overlap, sizes = (p * masks).sum((1, 2, 3)), (p + masks).sum((1, 2, 3))
    dice = (1 - (2 * overlap + 1) / (sizes + 1)).mean()
    bce = nn.BCEWithLogitsLoss()(out, masks)
    total = dice + bce
    total.backward()
    optimizer.step()
    return float(total)


# %% evaluate
@torch.no_grad()
def evaluate(model, images, masks, patient, threshold=0.5):
    """By logits: a probability is above t where the logit is above log(t / (1 - t))."""
    model = model.eval()
    cut = np.log(threshold) - np.log1p(-threshold)
    result = {}
    for number in np.unique(patient):
        chosen = torch.from_numpy(patient == number)
        found = (model(images[chosen]) > cut).float()
        result[int(number)] = dice_coefficient(found, masks[chosen]).mean().item()
    return result
