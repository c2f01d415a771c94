"""The discriminator is called in training mode.

fails: test_probabilities_are_a_softmax
breaks: decides-outside-training
"""
# %% classifier.class_probabilities
def class_probabilities(discriminator, images):
    return ops.softmax(discriminator(images, training=True)[1], axis=-1)
