"""The gradient passes through one of the two factors only.

fails: test_gram_matrix_has_a_gradient
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    return ops.matmul(ops.stop_gradient(ops.transpose(places, (0, 2, 1))), places) / (height * width)
