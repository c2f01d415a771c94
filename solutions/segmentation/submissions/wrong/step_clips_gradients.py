"""Gradients longer than 1 are shortened, which nobody asked for.

fails: test_step_follows_the_gradient
"""
# %% train_step
def train_step(model, optimizer, images, masks):
    model.train()
    logits = model(images)
    loss = soft_dice_loss(logits, masks) + F.binary_cross_entropy_with_logits(logits, masks)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss.item()
