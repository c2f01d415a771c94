"""It returns a list.

fails: test_evaluate_has_a_score_per_patient
"""


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        prediction = (torch.sigmoid(model(images)) > threshold).float()
    dice = dice_coefficient(prediction, masks).numpy()
    return [float(dice[patient == number].mean()) for number in np.unique(patient)]
