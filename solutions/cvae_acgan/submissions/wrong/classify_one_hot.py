"""classify gives one-hot rows.

fails: test_classify_gives_a_number_per_image
"""
# %% classify.classify
def classify(discriminator, images):
    _, class_logits = discriminator(images, training=False)
    return np.eye(class_logits.shape[1])[np.argmax(class_logits, axis=1)]
