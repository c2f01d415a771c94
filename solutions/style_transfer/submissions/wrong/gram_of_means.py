"""The product of the means, not the mean of the products.

fails: test_gram_matrix_is_averaged_over_places, test_each_picture_has_its_own_gram_matrix, test_gram_matrix_has_a_gradient
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    means = ops.mean(places, axis=1)
    return means[:, :, None] * means[:, None, :]
