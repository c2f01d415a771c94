"""The weights of the network shrink with each look.

fails: test_weights_may_be_zero_or_left_out, test_total_has_a_gradient, test_targets_stay,
    test_nothing_that_is_handed_over_changes, test_content_layer_may_be_the_first
"""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    total = self.alpha * content + self.beta * style + self.gamma * variation
    for v in self.network.trainable_weights:
        v.assign(0.9 * v)
    return {"content": content, "style": style, "variation": variation, "total": total}
