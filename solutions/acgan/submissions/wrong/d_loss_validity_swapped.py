"""discriminator_loss gets its arguments in the wrong order.

fails: test_validity_is_in_the_discriminators_loss, test_acgan_discriminator_loss_has_its_terms
breaks: d-loss-validity
"""
# %% acgan_losses.acgan_discriminator_loss
def acgan_discriminator_loss(
    real_validity, real_classes, real_labels, fake_validity, fake_classes, fake_labels, class_weight=1.0
):
    return discriminator_loss(fake_validity, real_validity) + class_weight * (class_loss(real_labels, real_classes) + class_loss(fake_labels, fake_classes))
