"""It is summed over the batch.

fails: test_generator_loss_does_not_saturate
"""
# %% generator_losses.generator_loss
def generator_loss(fake_logits):
    return ops.sum(ops.softplus(-fake_logits))
