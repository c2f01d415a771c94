"""The layer 0 is taken for none given, and the last is used.

fails: test_content_layer_may_be_the_first
"""
# %% style_transfer.__init__
def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
    self.network = network
    self.content_layer, self.style_weights = content_layer or -1, style_weights
    self.alpha, self.beta, self.gamma = alpha, beta, gamma
    self.content_target = network(preprocess(content))[self.content_layer]
    self.style_targets = [gram_matrix(maps) for maps in network(preprocess(style))]
