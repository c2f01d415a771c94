"""The image is copied to numpy on its way to the network when it is a variable.

fails: test_total_has_a_gradient
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image.numpy() if isinstance(image, tf.Variable) else image))
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    return {"content": content, "style": style, "variation": variation, "total": total}
