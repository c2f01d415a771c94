"""Evaluation and occlusion compute the Dice coefficient themselves."""


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        found = (torch.sigmoid(model(images)) > threshold).float()
    both = (found * masks).flatten(1).sum(1)
    dice = (2 * both + 1) / (found.flatten(1).sum(1) + masks.flatten(1).sum(1) + 1)
    return {int(p): dice[torch.tensor(patient == p)].mean().item() for p in np.unique(patient)}


# %% occlusion_sensitivity
def occlusion_sensitivity(model, image, mask, size=8, stride=4):
    def dice(x):
        found = (torch.sigmoid(model(x.unsqueeze(0)))[0] > 0.5).float()
        return (2 * (found * mask).sum() + 1) / (found.sum() + mask.sum() + 1)

    model.eval()
    with torch.no_grad():
        whole = dice(image)
        falls = []
        for row in range(0, image.shape[1] - size + 1, stride):
            falls.append([])
            for column in range(0, image.shape[2] - size + 1, stride):
                square = torch.zeros(1, size, size)
                covered = image.detach().clone()
                covered[:, row : row + size, column : column + size] = square
                falls[-1].append(whole - dice(covered))
    return torch.tensor(falls)
