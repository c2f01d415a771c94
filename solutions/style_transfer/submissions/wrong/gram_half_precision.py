"""It computes in half precision, where large maps overflow.

fails: test_gram_matrix_is_of_products
"""
# %% gram_matrix
def gram_matrix(features):
    height, width = features.shape[1:3]
    maps = tf.cast(features, "float32")
    product = tf.einsum("bhwi,bhwj->bij", maps, maps) / (height * width)
    return tf.minimum(product, 65504.0)
