"""log D instead of log(1 - D).

fails: test_saturating_loss_is_that_of_the_game
breaks: saturating-loss
"""
# %% generator_losses.saturating_generator_loss
def saturating_generator_loss(fake_logits):
    return -ops.mean(ops.softplus(-fake_logits))
