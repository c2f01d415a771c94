"""The logits are taken for probabilities.

fails: test_generator_loss_does_not_saturate
"""
# %% generator_losses.generator_loss
def generator_loss(fake_logits):
    return ops.mean(ops.binary_crossentropy(ops.ones_like(fake_logits), fake_logits))
