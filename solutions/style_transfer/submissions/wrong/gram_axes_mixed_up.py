"""Channels and places are joined without moving axes.

fails: test_gram_matrix_is_of_products
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    places = ops.reshape(features, (batch, channels, height * width))
    return ops.matmul(places, ops.transpose(places, (0, 2, 1))) / (height * width)
