"""The validity is turned into a number, which has no gradient.

fails: test_acgan_losses_have_gradients
"""
# %% acgan_losses.acgan_generator_loss
def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    return float(generator_loss(fake_validity)) + class_weight * class_loss(fake_labels, fake_classes)
