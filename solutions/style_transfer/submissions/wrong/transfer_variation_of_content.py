"""The variation is that of the content picture.

fails: test_variation_is_that_of_the_image
"""
# %% style_transfer.__init__
def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
    self.network = network
    self.content_layer, self.style_weights = content_layer, style_weights
    self.alpha, self.beta, self.gamma = alpha, beta, gamma
    self.content = content
    self.content_target = network(preprocess(content))[content_layer]
    self.style_targets = [gram_matrix(maps) for maps in network(preprocess(style))]
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(self.content)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    return {"content": content, "style": style, "variation": variation, "total": total}
