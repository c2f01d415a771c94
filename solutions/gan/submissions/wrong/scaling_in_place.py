"""The functions change the array that they are given.

fails: test_scaling_takes_any_array
breaks: scaling-changes-nothing
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
