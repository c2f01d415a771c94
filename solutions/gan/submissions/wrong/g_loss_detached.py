"""generator_loss is computed with numpy, which has no gradient.

fails: test_generator_loss_pulls_when_found_out
breaks: g-loss-gradient
"""
# %% generator_losses.generator_loss
def generator_loss(fake_logits):
    return np.mean(np.logaddexp(0, -np.asarray(fake_logits)))
