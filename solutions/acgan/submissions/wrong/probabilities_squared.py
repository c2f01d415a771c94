"""They are squared and scaled: too sure.

fails: test_probabilities_are_a_softmax
breaks: softmax-of-classes
"""
# %% classifier.class_probabilities
def class_probabilities(discriminator, images):
    p = ops.softmax(discriminator(images, training=False)[1]) ** 2
    return p / ops.sum(p, axis=1, keepdims=True)
