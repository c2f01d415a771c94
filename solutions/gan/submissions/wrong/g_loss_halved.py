"""It is half of what it should be.

fails: test_generator_loss_does_not_saturate
"""
# %% generator_losses.generator_loss
def generator_loss(fake_logits):
    return 0.5 * ops.mean(ops.softplus(-fake_logits))
