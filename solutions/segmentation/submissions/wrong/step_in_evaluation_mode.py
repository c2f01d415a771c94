"""The model is trained in evaluation mode.

fails: test_step_reports_the_loss, test_step_follows_the_gradient, test_step_is_in_training_mode
"""


# %% train_step
def train_step(model, optimizer, images, masks):
    model.eval()
    logits = model(images)
    loss = soft_dice_loss(logits, masks) + F.binary_cross_entropy_with_logits(logits, masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
