"""No gradient passes through the network, nor from the variation.

fails: test_total_has_a_gradient
"""
# %% style_transfer.losses
def losses(self, image):
    maps = [ops.stop_gradient(m) for m in self.network(preprocess(image))]
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = ops.stop_gradient(total_variation_loss(image))
    total = self.alpha * content + self.beta * style + self.gamma * variation
    return {"content": content, "style": style, "variation": variation, "total": total}
