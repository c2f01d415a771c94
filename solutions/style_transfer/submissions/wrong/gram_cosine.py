"""Each channel is brought to length 1.

fails: test_gram_matrix_is_of_products
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    places = places / ops.sqrt(ops.sum(places**2, axis=1, keepdims=True))
    return ops.matmul(ops.transpose(places, (0, 2, 1)), places)
