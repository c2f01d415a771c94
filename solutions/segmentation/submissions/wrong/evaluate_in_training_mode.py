"""The model is evaluated in training mode.

fails: test_evaluate_averages_over_each_patient, test_evaluate_only_looks
"""


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.train()
    with torch.no_grad():
        prediction = (torch.sigmoid(model(images)) > threshold).float()
    dice = dice_coefficient(prediction, masks).numpy()
    return {int(number): float(dice[patient == number].mean()) for number in np.unique(patient)}
