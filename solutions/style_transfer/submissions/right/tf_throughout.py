"""Everything is written with tf functions, the losses by einsum and gather."""
# %% preprocessing
def preprocess(images):
    return tf.reverse(tf.convert_to_tensor(images), axis=[-1]) * 255.0 - tf.constant(MEAN_BGR)


def deprocess(pixels):
    blue, green, red = tf.split(tf.convert_to_tensor(pixels), 3, axis=-1)
    return tf.clip_by_value(tf.concat([red + 123.0, green + 117.0, blue + 104.0], axis=-1) / 255.0, 0.0, 1.0)
# %% gram_matrix
def gram_matrix(features):
    places = tf.cast(tf.shape(features)[1] * tf.shape(features)[2], features.dtype)
    return tf.einsum("bhwi,bhwj->bij", features, features) / places
# %% content_loss
def content_loss(features, target):
    return tf.reduce_mean(tf.math.squared_difference(features, target))
# %% style_loss
def style_loss(features, targets, weights):
    errors = [tf.reduce_mean(tf.math.squared_difference(gram_matrix(f), t)) for f, t in zip(features, targets)]
    return tf.tensordot(tf.stack(errors), tf.constant(weights, "float32"), 1)
# %% total_variation_loss
def total_variation_loss(images):
    def roughness(axis):
        size = images.shape[axis]
        later, earlier = tf.gather(images, range(1, size), axis=axis), tf.gather(images, range(size - 1), axis=axis)
        return tf.reduce_mean((later - earlier) ** 2)

    return roughness(1) + roughness(2)
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image, history = tf.Variable(start, dtype="float32"), {}
    for step in range(steps):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(image)
            losses = transfer.losses(image)
        optimizer.apply_gradients(zip(tape.gradient(losses["total"], [image]), [image]))
        image.assign(tf.clip_by_value(image, 0.0, 1.0))
        for name in losses:
            if name not in history:
                history[name] = []
            history[name] += [losses[name].numpy()]
    return image.read_value(), history
