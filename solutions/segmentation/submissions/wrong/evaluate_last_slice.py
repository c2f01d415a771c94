"""Each slice overwrites the patient's slice before.

fails: test_evaluate_averages_over_each_patient
"""


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        prediction = (torch.sigmoid(model(images)) > threshold).float()
    dice = dice_coefficient(prediction, masks).numpy()
    return {int(number): float(score) for number, score in zip(patient, dice)}
