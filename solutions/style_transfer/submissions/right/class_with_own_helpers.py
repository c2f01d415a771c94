"""Only the style is written out in the class; the rest calls the functions, some with their arguments the other way round."""
# %% style_transfer
def compared(network, picture):
    return network(preprocess(images=picture))


class StyleTransfer(object):
    def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
        vars(self).update({name: value for name, value in locals().items() if name != "self"})
        self.content_target = compared(network, content)[content_layer]
        self.style_targets = tuple(gram_matrix(features=maps) for maps in compared(network, style))

    def losses(self, image):
        maps = compared(self.network, image)
        content = content_loss(self.content_target, maps[self.content_layer])
        style = style_loss(features=maps, targets=self.style_targets, weights=self.style_weights)
        variation = total_variation_loss(images=image)
        return {"total": self.alpha * content + self.beta * style + self.gamma * variation, "content": content, "style": style, "variation": variation}
# %% content_loss
def content_loss(features, target):
    difference = target - features
    return ops.sum(difference * difference) / ops.cast(ops.size(difference), "float32")
