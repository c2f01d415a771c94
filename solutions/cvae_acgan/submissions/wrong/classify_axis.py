"""classify takes the argmax over the images.

fails: test_classify_gives_a_number_per_image
"""
# %% classify.classify
def classify(discriminator, images):
    _, class_logits = discriminator(images, training=False)
    return np.argmax(class_logits, axis=0)
