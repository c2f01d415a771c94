"""The axis of the channels is looked up as tensors have it: numpy arrays are refused.

fails: test_preprocess_turns_the_channels
breaks: any-kind-of-picture
"""
# %% preprocessing
def preprocess(images):
    return 255.0 * tf.reverse(images, [images.shape.rank - 1]) - MEAN_BGR


def deprocess(pixels):
    return ops.clip((pixels + MEAN_BGR)[..., ::-1] / 255.0, 0.0, 1.0)
