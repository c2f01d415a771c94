"""The history has the four losses of this notebook, whatever the transfer gives.

fails: test_history_has_the_names_of_the_losses
"""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    history = {name: [] for name in ("content", "style", "variation", "total")}
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        gradient = tape.gradient(losses["total"], image)
        optimizer.apply_gradients([(gradient, image)])
        image.assign(ops.clip(image, 0.0, 1.0))
        for name in history:
            history[name].append(float(losses[name]))
    return image, history
