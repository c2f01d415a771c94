"""The class loss of generated images is missing, which the brief asks for.

fails: test_classes_are_in_the_discriminators_loss, test_acgan_discriminator_loss_has_its_terms,
       test_acgan_losses_have_gradients
breaks: class-loss-of-fakes
"""
# %% acgan_losses.acgan_discriminator_loss
def acgan_discriminator_loss(
    real_validity, real_classes, real_labels, fake_validity, fake_classes, fake_labels, class_weight=1.0
):
    return discriminator_loss(real_validity, fake_validity) + class_weight * class_loss(real_labels, real_classes)
