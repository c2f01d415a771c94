"""Gradients are switched off and never on again.

fails: test_evaluate_only_looks
"""
# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    torch.set_grad_enabled(False)
    prediction = (torch.sigmoid(model(images)) > threshold).float()
    dice = dice_coefficient(prediction, masks).numpy()
    return {int(number): float(dice[patient == number].mean()) for number in np.unique(patient)}
