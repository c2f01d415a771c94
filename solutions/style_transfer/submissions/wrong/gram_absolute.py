"""Products are taken of absolute values.

fails: test_gram_matrix_is_of_products
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    places = ops.abs(places)
    return ops.matmul(ops.transpose(places, (0, 2, 1)), places) / (height * width)
