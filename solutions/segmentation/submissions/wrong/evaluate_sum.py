"""The slices of a patient are summed up.

fails: test_evaluate_averages_over_each_patient
"""


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        prediction = (torch.sigmoid(model(images)) > threshold).float()
    dice = dice_coefficient(prediction, masks).numpy()
    return {int(number): float(dice[patient == number].sum()) for number in np.unique(patient)}
