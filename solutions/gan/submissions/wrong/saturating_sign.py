"""The sign of the saturating loss is wrong.

fails: test_saturating_loss_is_that_of_the_game
breaks: saturating-loss
"""
# %% generator_losses.saturating_generator_loss
def saturating_generator_loss(fake_logits):
    return ops.mean(ops.softplus(fake_logits))
