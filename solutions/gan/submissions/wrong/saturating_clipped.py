"""1 - D is clipped before the logarithm.

fails: test_saturating_loss_is_that_of_the_game
breaks: saturating-large-logits
"""
# %% generator_losses.saturating_generator_loss
def saturating_generator_loss(fake_logits):
    return ops.mean(ops.log(ops.clip(1 - ops.sigmoid(fake_logits), 1e-7, 1.0)))
