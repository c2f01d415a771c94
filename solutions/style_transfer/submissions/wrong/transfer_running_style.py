"""The style targets follow the moving image, slowly.

fails: test_targets_stay
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    self.style_targets = [0.9 * t + 0.5 for t in self.style_targets]
    return {"content": content, "style": style, "variation": variation, "total": total}
