"""Pixels are cut off before each step.

fails: test_pixels_are_cut_off
"""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    history = {}
    for _ in range(steps):
        image.assign(ops.clip(image, 0.0, 1.0))
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        gradient = tape.gradient(losses["total"], image)
        optimizer.apply_gradients([(gradient, image)])
        pass
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
    return image, history
