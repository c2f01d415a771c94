"""The functions change the array that they are given.

fails: test_to_network_fills_the_range_of_tanh, test_to_images_is_the_way_back
"""
# %% scaling
def to_network(images):
    images *= 2
    images -= 1
    return images


def to_images(outputs):
    outputs += 1
    outputs /= 2
    return outputs
