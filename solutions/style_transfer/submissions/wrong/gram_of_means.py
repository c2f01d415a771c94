"""The product of the means, not the mean of the products.

fails: test_gram_matrix_is_of_products
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    means = ops.mean(places, axis=1)
    return means[:, :, None] * means[:, None, :]
