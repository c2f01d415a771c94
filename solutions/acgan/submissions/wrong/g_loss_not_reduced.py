"""One loss per image is returned.

fails: test_acgan_generator_loss_is_a_scalar
"""
# %% acgan_losses.acgan_generator_loss
def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    return ops.softplus(-fake_validity) + class_weight * class_loss(fake_labels, fake_classes)
