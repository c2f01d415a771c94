"""One loss per image is returned.

fails: test_generator_loss_is_a_scalar
"""
# %% generator_losses.generator_loss
def generator_loss(fake_logits):
    return ops.softplus(-fake_logits)
