"""The last layer of the network, which counts for little, drifts.

fails: test_nothing_that_is_handed_over_changes
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    self.network.trainable_weights[-1].assign_add(1e-6 * ops.ones_like(self.network.trainable_weights[-1]))
    return {"content": content, "style": style, "variation": variation, "total": total}
