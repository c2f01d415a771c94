"""Losses that do not count are not computed: reported as zero.

fails: test_weights_may_be_zero_or_left_out
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = tf.constant(0.0) if not self.alpha else content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    return {"content": content, "style": style, "variation": variation, "total": total}
