"""Only the Dice loss is differentiated.

fails: test_step_follows_the_gradient
"""


# %% train_step
def train_step(model, optimizer, images, masks):
    model.train()
    logits = model(images)
    loss = soft_dice_loss(logits, masks) + F.binary_cross_entropy_with_logits(logits, masks)
    optimizer.zero_grad()
    soft_dice_loss(logits, masks).backward()
    optimizer.step()
    return loss.item()
