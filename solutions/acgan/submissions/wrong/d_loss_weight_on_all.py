"""class_weight stands in front of everything.

fails: test_validity_is_in_the_discriminators_loss, test_acgan_discriminator_loss_has_its_terms
breaks: class-weight-on-classes
"""
# %% acgan_losses.acgan_discriminator_loss
def acgan_discriminator_loss(
    real_validity, real_classes, real_labels, fake_validity, fake_classes, fake_labels, class_weight=1.0
):
    return class_weight * (discriminator_loss(real_validity, fake_validity) + class_loss(real_labels, real_classes) + class_loss(fake_labels, fake_classes))
