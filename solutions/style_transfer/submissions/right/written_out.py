"""The class writes every term out, and calls none of the functions of other cells."""
# %% style_transfer
class StyleTransfer:
    def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
        self.network, self.layer, self.weights = network, content_layer, style_weights
        self.alpha, self.beta, self.gamma = alpha, beta, gamma
        self.content_target = self.look(content)[content_layer]
        self.style_targets = [self.gram(maps) for maps in self.look(style)]

    def look(self, picture):
        return self.network(tf.stack([picture[..., 2] * 255 - 104, picture[..., 1] * 255 - 117, picture[..., 0] * 255 - 123], axis=-1))

    @staticmethod
    def gram(maps):
        flat = tf.reshape(maps, (1, -1, maps.shape[-1]))
        return tf.matmul(flat, flat, transpose_a=True) / flat.shape[1]

    def losses(self, image):
        maps = self.look(image)
        content = tf.reduce_mean((maps[self.layer] - self.content_target) ** 2)
        style = tf.add_n([w * tf.reduce_mean((self.gram(m) - a) ** 2) for m, a, w in zip(maps, self.style_targets, self.weights)])
        x = tf.convert_to_tensor(image)
        variation = tf.reduce_mean((x[:, 1:] - x[:, :-1]) ** 2) + tf.reduce_mean((x[:, :, 1:] - x[:, :, :-1]) ** 2)
        return dict(content=content, style=style, variation=variation, total=self.alpha * content + self.beta * style + self.gamma * variation)
