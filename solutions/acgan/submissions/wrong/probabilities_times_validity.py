"""They are multiplied by the probability of being real.

fails: test_probabilities_are_a_softmax
breaks: softmax-of-classes
"""
# %% classifier.class_probabilities
def class_probabilities(discriminator, images):
    v, c = discriminator(images, training=False)
    return ops.sigmoid(v) * ops.softmax(c)
