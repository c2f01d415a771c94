"""The saturating loss is summed.

fails: test_saturating_loss_is_that_of_the_game
breaks: saturating-loss
"""
# %% generator_losses.saturating_generator_loss
def saturating_generator_loss(fake_logits):
    return -ops.sum(ops.softplus(fake_logits))
