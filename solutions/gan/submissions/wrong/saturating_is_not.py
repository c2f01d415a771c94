"""The non-saturating loss stands in for the saturating one.

fails: test_saturating_loss_is_that_of_the_game
breaks: saturating-loss
"""
# %% generator_losses.saturating_generator_loss
def saturating_generator_loss(fake_logits):
    return ops.mean(ops.softplus(-fake_logits))
