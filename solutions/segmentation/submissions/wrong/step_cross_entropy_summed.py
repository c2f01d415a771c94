"""The cross-entropy is summed over the pixels.

fails: test_step_reports_the_loss, test_step_follows_the_gradient
"""


# %% train_step
def train_step(model, optimizer, images, masks):
    model.train()
    logits = model(images)
    loss = soft_dice_loss(logits, masks) + F.binary_cross_entropy_with_logits(logits, masks, reduction="sum")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
