"""The total is the plain sum.

fails: test_total_is_the_weighted_sum
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = content + style + variation
    return {"content": content, "style": style, "variation": variation, "total": total}
