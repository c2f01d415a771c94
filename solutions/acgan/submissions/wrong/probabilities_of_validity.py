"""The softmax is taken of the validity.

fails: test_probabilities_have_a_column_per_class
"""
# %% classifier.class_probabilities
def class_probabilities(discriminator, images):
    return ops.softmax(discriminator(images, training=False)[0], axis=-1)
