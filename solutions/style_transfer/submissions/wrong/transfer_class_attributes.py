"""Targets are kept on the class: of two transfers the second is everybody's.

fails: test_targets_stay
"""
# %% style_transfer.__init__
def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
    self.network = network
    self.content_layer, self.style_weights = content_layer, style_weights
    self.alpha, self.beta, self.gamma = alpha, beta, gamma
    StyleTransfer.content_target = network(preprocess(content))[content_layer]
    StyleTransfer.style_targets = [gram_matrix(maps) for maps in network(preprocess(style))]
