"""The mean logit, as in another kind of game.

fails: test_generator_loss_does_not_saturate
"""
# %% generator_losses.generator_loss
def generator_loss(fake_logits):
    return -ops.mean(fake_logits)
