"""Each patient gets the score of the worst slice.

fails: test_evaluate_averages_over_each_patient
"""


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        prediction = (torch.sigmoid(model(images)) > threshold).float()
    dice = dice_coefficient(prediction, masks).numpy()
    return {int(number): float(dice[patient == number].min()) for number in np.unique(patient)}
