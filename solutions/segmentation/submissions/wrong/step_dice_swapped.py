"""soft_dice_loss gets masks and logits in the wrong order.

fails: test_step_reports_the_loss, test_step_follows_the_gradient
"""


# %% train_step
def train_step(model, optimizer, images, masks):
    model.train()
    logits = model(images)
    loss = soft_dice_loss(masks, logits) + F.binary_cross_entropy_with_logits(logits, masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
