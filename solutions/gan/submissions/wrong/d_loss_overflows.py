"""log(1 + exp) is written out, which overflows for large logits.

fails: test_discriminator_loss_stays_exact
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    def softplus(logits):
        return ops.log(1 + ops.exp(logits))

    u, v = (label_noise * keras.random.uniform(ops.shape(logits)) for logits in (real_logits, fake_logits))
    real = (1 - u) * softplus(-real_logits) + u * softplus(real_logits)
    fake = v * softplus(-fake_logits) + (1 - v) * softplus(fake_logits)
    return ops.mean(real) + ops.mean(fake)
