"""The image is looked at in the first layer, the content picture in the right one.

fails: test_content_compares_the_image
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = content_loss(maps[0], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    return {"content": content, "style": style, "variation": variation, "total": total}
