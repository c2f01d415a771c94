"""A weight of zero is taken for none given.

fails: test_weights_may_be_zero_or_left_out
"""
# %% style_transfer.__init__
def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
    self.network = network
    self.content_layer, self.style_weights = content_layer, style_weights
    self.alpha, self.beta, self.gamma = alpha or 1.0, beta or 1.0, gamma
    self.content_target = network(preprocess(content))[content_layer]
    self.style_targets = [gram_matrix(maps) for maps in network(preprocess(style))]
