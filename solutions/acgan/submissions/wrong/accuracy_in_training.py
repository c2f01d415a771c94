"""The accuracy is measured with dropout on.

fails: test_accuracy_is_the_share_of_right_answers
breaks: decides-outside-training
"""
# %% classifier.accuracy
def accuracy(discriminator, images, labels):
    _, class_logits = discriminator(images, training=True)
    return float(np.mean(np.argmax(class_logits, axis=1) == np.asarray(labels)))
