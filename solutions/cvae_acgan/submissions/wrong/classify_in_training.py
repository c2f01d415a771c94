"""classify calls the discriminator in training mode.

fails: test_classify_takes_the_largest_class_logit
breaks: reads-outside-training
"""
# %% classify.classify
def classify(discriminator, images):
    _, class_logits = discriminator(images, training=True)
    return np.argmax(class_logits, axis=1)
