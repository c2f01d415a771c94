"""Axes of length one are squeezed away.

fails: test_gram_matrix_of_one
"""
# %% gram_matrix
def gram_matrix(features):
    height, width = features.shape[1:3]
    return tf.squeeze(tf.einsum("bhwi,bhwj->bij", features, features) / (height * width))
