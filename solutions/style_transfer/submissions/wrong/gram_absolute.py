"""Products are taken of absolute values.

fails: test_gram_matrix_is_averaged_over_places, test_each_picture_has_its_own_gram_matrix, test_gram_matrix_has_a_gradient
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    places = ops.abs(places)
    return ops.matmul(ops.transpose(places, (0, 2, 1)), places) / (height * width)
