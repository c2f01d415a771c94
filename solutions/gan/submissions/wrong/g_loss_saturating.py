"""The saturating loss stands in for the other.

fails: test_generator_loss_does_not_saturate
"""
# %% generator_losses.generator_loss
def generator_loss(fake_logits):
    return -ops.mean(ops.softplus(fake_logits))
