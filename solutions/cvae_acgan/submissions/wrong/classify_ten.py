"""classify looks at the first ten classes only.

fails: test_classify_takes_the_largest_class_logit
breaks: largest-class-logit
"""
# %% classify.classify
def classify(discriminator, images):
    _, logits = discriminator(images, training=False)
    return np.argmax(np.asarray(logits)[:, :10], axis=1)
