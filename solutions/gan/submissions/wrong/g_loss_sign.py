"""The sign is wrong.

fails: test_generator_loss_does_not_saturate
"""
# %% generator_losses.generator_loss
def generator_loss(fake_logits):
    return -ops.mean(ops.softplus(-fake_logits))
