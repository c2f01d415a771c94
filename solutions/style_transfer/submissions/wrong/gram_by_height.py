"""It is divided by the height alone.

fails: test_gram_matrix_is_averaged_over_places
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    return ops.matmul(ops.transpose(places, (0, 2, 1)), places) / height
