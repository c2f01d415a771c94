"""All losses are reported with their weights.

fails: test_content_compares_the_image, test_style_compares_the_image, test_variation_is_that_of_the_image,
    test_total_is_the_weighted_sum, test_nothing_that_is_handed_over_changes, test_targets_stay
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    return {"content": self.alpha * content, "style": self.beta * style, "variation": self.gamma * variation, "total": total}
