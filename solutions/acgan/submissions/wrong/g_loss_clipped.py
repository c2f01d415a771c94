"""The generator's loss clips validity logits to [-30, 30].

fails: test_validity_is_in_the_generators_loss
"""
# %% acgan_losses.acgan_generator_loss
def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    validity = ops.mean(ops.softplus(-ops.clip(fake_validity, -30.0, 30.0)))
    return validity + class_weight * class_loss(fake_labels, fake_classes)
