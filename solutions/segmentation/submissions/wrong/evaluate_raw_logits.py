"""The logits are taken as they are.

fails: test_evaluate_averages_over_each_patient, test_evaluate_obeys_the_threshold
"""


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        prediction = model(images)
    dice = dice_coefficient(prediction, masks).numpy()
    return {int(number): float(dice[patient == number].mean()) for number in np.unique(patient)}
