"""The targets are made anew whenever they are looked at, from the pictures.

fails: test_targets_are_made_once
"""
# %% style_transfer.__init__
def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
    self.network = network
    self.content_layer, self.style_weights = content_layer, style_weights
    self.alpha, self.beta, self.gamma = alpha, beta, gamma
    self.content, self.style = content, style

@property
def content_target(self):
    return self.network(preprocess(self.content))[self.content_layer]

@property
def style_targets(self):
    return [gram_matrix(maps) for maps in self.network(preprocess(self.style))]
