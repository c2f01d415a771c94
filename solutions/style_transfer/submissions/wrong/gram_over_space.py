"""It compares places with places.

fails: test_gram_matrix_is_of_channels
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    return ops.matmul(places, ops.transpose(places, (0, 2, 1))) / channels
