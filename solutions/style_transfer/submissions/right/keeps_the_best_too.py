"""More is returned in the dictionaries than asked for: parts of the style, the steps."""
# %% style_transfer.losses
def losses(self, image):
    maps = self.network(preprocess(image))
    content = content_loss(maps[self.content_layer], self.content_target)
    style = style_loss(maps, self.style_targets, self.style_weights)
    variation = total_variation_loss(image)
    weighted = {"weighted_content": self.alpha * content, "weighted_style": self.beta * style, "weighted_variation": self.gamma * variation}
    return {"content": content, "style": style, "variation": variation, "total": sum(weighted.values()), **weighted}
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    history = {"step": []}
    for step in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(image)
            losses = transfer.losses(image)
        history["step"].append(step)
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
        (gradient,) = tape.gradient(losses["total"], [image])
        optimizer.apply_gradients([(gradient, image)])
        image.assign(np.clip(image, 0, 1))
    return np.asarray(image), history
