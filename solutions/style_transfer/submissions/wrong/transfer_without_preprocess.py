"""Nothing goes through preprocess.

fails: test_content_target_is_of_the_content_layer, test_style_targets_are_gram_matrices,
    test_content_compares_the_image, test_style_compares_the_image
breaks: pictures-preprocessed
"""
# %% style_transfer.__init__
def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
    self.network = network
    self.content_layer, self.style_weights = content_layer, style_weights
    self.alpha, self.beta, self.gamma = alpha, beta, gamma
    self.content_target = network(content)[content_layer]
    self.style_targets = [gram_matrix(maps) for maps in network(style)]
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(image)
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    return {"content": content, "style": style, "variation": variation, "total": total}
