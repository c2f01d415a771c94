"""The content target is that of the style picture.

fails: test_content_target_is_of_the_content_layer, test_content_compares_the_image
breaks: content-target
"""
# %% style_transfer.__init__
def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
    self.network = network
    self.content_layer, self.style_weights = content_layer, style_weights
    self.alpha, self.beta, self.gamma = alpha, beta, gamma
    self.content_target = network(preprocess(style))[content_layer]
    self.style_targets = [gram_matrix(maps) for maps in network(preprocess(style))]
