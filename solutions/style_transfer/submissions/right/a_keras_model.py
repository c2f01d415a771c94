"""StyleTransfer is a keras.Model, which keeps track of the network and of lists."""
# %% style_transfer
class StyleTransfer(keras.Model):
    def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
        super().__init__()
        network.trainable = False
        self.network = network
        self.content_layer = content_layer
        self.style_weights = style_weights
        self.alpha, self.beta, self.gamma = alpha, beta, gamma
        self.content_target = tf.stop_gradient(network(preprocess(content))[content_layer])
        self.style_targets = [tf.stop_gradient(gram_matrix(maps)) for maps in network(preprocess(style))]

    def call(self, image):
        maps = self.network(preprocess(image), training=False)
        return content_loss(maps[self.content_layer], self.content_target), style_loss(maps, self.style_targets, self.style_weights), total_variation_loss(image)

    def losses_of(self, image):
        content, style, variation = self.call(image)
        return {"content": content, "style": style, "variation": variation, "total": self.alpha * content + self.beta * style + self.gamma * variation}

    losses = losses_of
