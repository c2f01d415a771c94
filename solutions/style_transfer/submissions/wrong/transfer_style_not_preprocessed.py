"""The style picture does not go through preprocess.

fails: test_style_targets_are_gram_matrices, test_style_compares_the_image
"""
# %% style_transfer.__init__
def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
    self.network = network
    self.content_layer, self.style_weights = content_layer, style_weights
    self.alpha, self.beta, self.gamma = alpha, beta, gamma
    self.content_target = network(preprocess(content))[content_layer]
    self.style_targets = [gram_matrix(maps) for maps in network(style)]
