"""The content target follows the moving image.

fails: test_targets_stay, test_it_moves_by_a_style_transfer
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    self.content_target = maps[self.content_layer]
    return {"content": content, "style": style, "variation": variation, "total": total}
