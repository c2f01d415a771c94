"""classify takes the second class where it is near.

fails: test_classify_takes_the_largest_class_logit
breaks: largest-class-logit
"""
# %% classify.classify
def classify(discriminator, images):
    _, class_logits = discriminator(images, training=False)
    return np.argsort(class_logits, axis=1)[:, -2]
