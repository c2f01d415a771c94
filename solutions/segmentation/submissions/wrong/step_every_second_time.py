"""The optimiser steps at every second call only.

fails: test_step_follows_the_gradient
"""
# %% train_step
CALLS = []


def train_step(model, optimizer, images, masks):
    model.train()
    logits = model(images)
    loss = soft_dice_loss(logits, masks) + F.binary_cross_entropy_with_logits(logits, masks)
    optimizer.zero_grad()
    loss.backward()
    CALLS.append(1)
    if len(CALLS) % 2:
        optimizer.step()
    return loss.item()
