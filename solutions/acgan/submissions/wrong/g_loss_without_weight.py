"""class_weight is ignored.

fails: test_validity_is_in_the_generators_loss, test_acgan_generator_loss_has_its_terms
breaks: class-weight-on-classes
"""
# %% acgan_losses.acgan_generator_loss
def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    return generator_loss(fake_validity) + class_loss(fake_labels, fake_classes)
