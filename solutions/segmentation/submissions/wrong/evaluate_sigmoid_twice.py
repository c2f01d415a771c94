"""The prediction is softened by a second sigmoid.

fails: test_evaluate_averages_over_each_patient
"""


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        prediction = (torch.sigmoid(torch.sigmoid(model(images))) > threshold).float()
    dice = dice_coefficient(prediction, masks).numpy()
    return {int(number): float(dice[patient == number].mean()) for number in np.unique(patient)}
