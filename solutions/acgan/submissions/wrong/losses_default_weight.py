"""By default the classes count a tenth.

fails: test_class_weight_is_one_by_default
"""
# %% acgan_losses.acgan_generator_loss
def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=0.1):
    return generator_loss(fake_validity) + class_weight * class_loss(fake_labels, fake_classes)
