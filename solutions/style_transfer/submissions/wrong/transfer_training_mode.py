"""The network is called as in training, which moves its statistics.

fails: test_nothing_that_is_handed_over_changes
breaks: network-stays
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image), training=True)
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    return {"content": content, "style": style, "variation": variation, "total": total}
