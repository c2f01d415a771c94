"""variation is reported with its weight.

fails: test_variation_is_that_of_the_image, test_total_is_the_weighted_sum
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    return {"content": content, "style": style, "variation": self.gamma * variation, "total": total}
