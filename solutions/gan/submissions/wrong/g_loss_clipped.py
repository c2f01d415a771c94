"""The probability is clipped before the logarithm, so that it saturates all the same.

fails: test_generator_loss_pulls_when_found_out
breaks: g-loss-large-logits
"""
# %% generator_losses.generator_loss
def generator_loss(fake_logits):
    return -ops.mean(ops.log(ops.clip(ops.sigmoid(fake_logits), 1e-7, 1.0)))
