"""Muscle counts twice where a batch has little of it.

fails: test_step_follows_the_gradient
says: hardly any muscle
"""
# %% train_step
def train_step(model, optimizer, images, masks):
    model.train()
    optimizer.zero_grad()
    logits = model(images)
    loss = soft_dice_loss(logits, masks) + F.binary_cross_entropy_with_logits(logits, masks, pos_weight=torch.tensor(1.0 + (masks.mean() < 0.01)))
    loss.backward()
    optimizer.step()
    return loss.item()
