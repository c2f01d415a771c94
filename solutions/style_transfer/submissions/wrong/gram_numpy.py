"""It computes in numpy, so that no gradient passes.

fails: test_gram_matrix_has_a_gradient
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    return tf.constant(np.einsum('bpi,bpj->bij', places, places) / (height * width))
