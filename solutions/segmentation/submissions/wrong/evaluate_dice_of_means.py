"""The Dice coefficient of a patient's mean prediction and mean mask.

fails: test_evaluate_averages_over_each_patient
"""
# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    with torch.no_grad():
        prediction = (torch.sigmoid(model(images)) > threshold).float()
    scores = {}
    for number in np.unique(patient):
        own = torch.as_tensor(patient == number)
        means = [pixels[own].mean(0, keepdim=True) for pixels in (prediction, masks)]
        scores[int(number)] = float(dice_coefficient(*means))
    return scores
