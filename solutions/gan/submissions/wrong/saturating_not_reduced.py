"""One saturating loss per image is returned.

fails: test_saturating_loss_is_a_scalar
"""
# %% generator_losses.saturating_generator_loss
def saturating_generator_loss(fake_logits):
    return -ops.softplus(fake_logits)
