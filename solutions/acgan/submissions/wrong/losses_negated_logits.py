"""The losses get all logits with the wrong sign.

fails: test_validity_is_in_the_discriminators_loss, test_classes_are_in_the_discriminators_loss,
       test_acgan_discriminator_loss_has_its_terms, test_validity_is_in_the_generators_loss,
       test_classes_are_in_the_generators_loss, test_acgan_generator_loss_has_its_terms
breaks: d-loss-validity, d-loss-classes, g-loss-validity, g-loss-class
"""
# %% acgan_losses
def acgan_discriminator_loss(real_validity, real_classes, real_labels, fake_validity, fake_classes, fake_labels, class_weight=1.0):
    classes = class_loss(real_labels, -real_classes) + class_loss(fake_labels, -fake_classes)
    return discriminator_loss(-real_validity, -fake_validity) + class_weight * classes


def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    return generator_loss(-fake_validity) + class_weight * class_loss(fake_labels, -fake_classes)
