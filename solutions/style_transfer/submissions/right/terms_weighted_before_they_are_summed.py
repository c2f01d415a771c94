"""The weight of a layer goes into the matrices, by its root; the total from a dot product; the network is called by name of its argument."""
# %% style_loss
def style_loss(features, targets, weights):
    terms = []
    for k, weight in enumerate(weights):
        error = tf.math.squared_difference(gram_matrix(features[k]), targets[k])
        terms.append(tf.reduce_mean(weight * error))
    return tf.math.accumulate_n(terms) if len(terms) > 1 else terms[0]


# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image), training=False)
    three = [
        content_loss(target=self.content_target, features=maps[self.content_layer]),
        style_loss(weights=self.style_weights, features=maps, targets=self.style_targets),
        total_variation_loss(images=image),
    ]
    total = tf.tensordot(tf.constant([self.alpha, self.beta, self.gamma], tf.float32), tf.stack([tf.cast(t, tf.float32) for t in three]), 1)
    return dict(content=three[0], style=three[1], variation=three[2], total=total)
