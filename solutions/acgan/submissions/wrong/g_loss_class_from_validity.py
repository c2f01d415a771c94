"""The class loss is taken from the validity logits.

fails: test_classes_are_in_the_generators_loss, test_acgan_generator_loss_has_its_terms,
       test_acgan_losses_have_gradients
breaks: g-loss-class
"""
# %% acgan_losses.acgan_generator_loss
def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    return generator_loss(fake_validity) + class_weight * class_loss(fake_labels, fake_validity)
