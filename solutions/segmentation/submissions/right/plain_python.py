"""Sets, lists and loops where the reference has array operations."""


# %% split_by_patient
def split_by_patient(patient, n_test):
    held_out = set(sorted(set(patient.tolist()))[-n_test:])
    train = [i for i, p in enumerate(patient) if p not in held_out]
    test = [i for i, p in enumerate(patient) if p in held_out]
    return train, test


# %% dice_coefficient
def dice_coefficient(prediction, target, smooth=1.0):
    values = []
    for p, t in zip(prediction, target):
        values.append((2 * torch.sum(p * t) + smooth) / (torch.sum(p) + torch.sum(t) + smooth))
    return torch.stack(values)


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    was_training = model.training
    model.eval()
    scores = {}
    with torch.inference_mode():
        for image, mask, number in zip(images, masks, patient):
            probability = torch.sigmoid(model(image[None]))
            dice = dice_coefficient((probability > threshold).float(), mask[None])
            scores.setdefault(int(number), []).append(dice.item())
    model.train(was_training)
    return {number: sum(values) / len(values) for number, values in scores.items()}


# %% occlusion_sensitivity
def occlusion_sensitivity(model, image, mask, size=8, stride=4):
    model.eval()

    def score(picture):
        with torch.no_grad():
            return float(dice_coefficient((model(picture[None]) > 0).float(), mask[None])[0])

    whole, rows = score(image), []
    row = 0
    while row + size <= image.shape[1]:
        fall, column = [], 0
        while column + size <= image.shape[2]:
            hidden = image.clone()
            hidden[..., row : row + size, column : column + size] = 0.0
            fall.append(whole - score(hidden))
            column += stride
        rows.append(fall)
        row += stride
    return np.array(rows)
