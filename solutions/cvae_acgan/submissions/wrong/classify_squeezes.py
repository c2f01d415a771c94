"""A single image gives a number, not an array of one.

fails: test_classify_gives_a_number_per_image
"""
# %% classify.classify
def classify(discriminator, images):
    _, class_logits = discriminator(images, training=False)
    digits = np.argmax(class_logits, axis=1)
    return digits[0] if len(digits) == 1 else digits
