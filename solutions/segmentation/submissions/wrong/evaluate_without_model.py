"""The image itself is compared with the threshold.

fails: test_evaluate_averages_over_each_patient, test_evaluate_only_looks
"""


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        prediction = (torch.sigmoid(images) > threshold).float()
    dice = dice_coefficient(prediction, masks).numpy()
    return {int(number): float(dice[patient == number].mean()) for number in np.unique(patient)}
