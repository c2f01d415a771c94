"""The sigmoid is applied twice.

fails: test_generator_loss_does_not_saturate
"""
# %% generator_losses.generator_loss
def generator_loss(fake_logits):
    return ops.mean(ops.softplus(-ops.sigmoid(fake_logits)))
