"""Everything is computed in double precision inside."""
# %% gram_matrix
def gram_matrix(features):
    maps = tf.cast(features, "float64")
    matrix = tf.linalg.matmul(tf.reshape(maps, (len(maps), -1, maps.shape[-1])), tf.reshape(maps, (len(maps), -1, maps.shape[-1])), transpose_a=True)
    return tf.cast(matrix / (maps.shape[1] * maps.shape[2]), "float32")
# %% content_loss
def content_loss(features, target):
    return tf.cast(tf.reduce_mean((tf.cast(features, "float64") - tf.cast(target, "float64")) ** 2), "float32")
# %% style_loss
def style_loss(features, targets, weights):
    total = tf.constant(0.0, "float64")
    for maps, target, weight in zip(features, targets, weights):
        total += tf.cast(weight, "float64") * tf.reduce_mean(tf.cast(gram_matrix(maps) - target, "float64") ** 2)
    return total
# %% total_variation_loss
def total_variation_loss(images):
    x = tf.cast(images, "float64")
    return tf.reduce_mean((x[:, 1:] - x[:, :-1]) ** 2) + tf.reduce_mean((x[:, :, 1:] - x[:, :, :-1]) ** 2)
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    parts = {
        "content": content_loss(maps[self.content_layer], self.content_target),
        "style": style_loss(maps, self.style_targets, self.style_weights),
        "variation": total_variation_loss(image),
    }
    weights = {"content": self.alpha, "style": self.beta, "variation": self.gamma}
    parts["total"] = sum(tf.cast(weights[name], "float64") * tf.cast(part, "float64") for name, part in parts.items())
    return parts
