"""It is divided by the number of pictures, too.

fails: test_gram_matrix_is_averaged_over_places, test_each_picture_has_its_own_gram_matrix
"""
# %% gram_matrix
def gram_matrix(features):
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    return ops.matmul(ops.transpose(places, (0, 2, 1)), places) / (batch * height * width)
