"""numpy inside where no gradient is needed; positions as int32."""


# %% split_by_patient
def split_by_patient(patient, n_test):
    smallest = np.sort(np.unique(patient))[::-1][n_test - 1]
    return np.where(patient < smallest)[0].astype("int32"), np.where(patient >= smallest)[0].astype("int32")


# %% augment
def augment(images, masks, shift=4):
    rng = np.random.default_rng(int(torch.randint(2**31, ())))
    new_images, new_masks = images.numpy().copy(), masks.numpy().copy()
    for i in range(len(new_images)):
        turns, mirrored = rng.integers(4), rng.random() < 0.5
        move = rng.integers(-shift, shift + 1, size=2)
        for array in (new_images, new_masks):
            one = array[i, 0]
            if mirrored:
                one = np.fliplr(one)
            array[i, 0] = np.roll(np.rot90(one, turns), move, axis=(0, 1))
    return torch.from_numpy(new_images), torch.from_numpy(new_masks)


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        logits = model(images).numpy()
    prediction = torch.from_numpy((1 / (1 + np.exp(-logits)) > threshold).astype("float32"))
    dice = np.asarray(dice_coefficient(prediction, masks))
    return {int(p): np.mean(dice[patient == p]) for p in set(patient.tolist())}
