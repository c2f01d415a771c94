"""The functions go through the rows of the first axis, which a single number does not have.

fails: test_scaling_takes_any_array
breaks: scaling-any-shape
"""
# %% scaling
def to_network(images):
    return np.stack([2 * np.asarray(image) - 1 for image in images])


def to_images(outputs):
    return np.stack([(np.asarray(output) + 1) / 2 for output in outputs])
