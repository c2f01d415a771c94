"""The keys count the patients instead of naming them.

fails: test_evaluate_has_a_score_per_patient
"""


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        prediction = (torch.sigmoid(model(images)) > threshold).float()
    dice = dice_coefficient(prediction, masks).numpy()
    return {k: float(dice[patient == number].mean()) for k, number in enumerate(np.unique(patient))}
