"""The saturating loss is cut off from the gradient.

fails: test_saturating_loss_has_a_gradient
"""
# %% generator_losses.saturating_generator_loss
def saturating_generator_loss(fake_logits):
    return -ops.mean(ops.softplus(ops.stop_gradient(fake_logits)))
