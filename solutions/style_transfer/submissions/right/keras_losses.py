"""Losses of Keras, a layer of Keras for the Gram matrix, weights made a tensor of floats, layers from the last to the first."""
# %% gram_matrix
GRAM = keras.layers.Dot(axes=(1, 1))


def gram_matrix(features):
    batch, height, width, channels = features.shape
    places = ops.reshape(ops.convert_to_tensor(features, "float32"), (batch, -1, channels))
    return GRAM([places, places]) / float(height * width)


# %% content_loss
def content_loss(features, target):
    return ops.mean(keras.losses.mean_squared_error(target, features))


# %% style_loss
def style_loss(features, targets, weights):
    weights = ops.convert_to_tensor(list(map(float, weights)))
    errors = [ops.mean(keras.losses.mean_squared_error(targets[k], gram_matrix(features[k]))) for k in reversed(range(len(features)))]
    return ops.sum(ops.flip(weights, 0) * ops.stack(errors))
