"""There is no validity loss.

fails: test_validity_is_in_the_generators_loss, test_acgan_generator_loss_has_its_terms,
       test_acgan_losses_have_gradients
breaks: g-loss-validity
"""
# %% acgan_losses.acgan_generator_loss
def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    return class_weight * class_loss(fake_labels, fake_classes)
