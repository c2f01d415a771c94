"""The gradient is clipped to a norm of 1.

fails: test_the_gradient_is_used_as_it_is
"""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    history = {}
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        gradient = tape.gradient(losses["total"], image)
        gradient = tf.clip_by_norm(gradient, 1.0)
        optimizer.apply_gradients([(gradient, image)])
        image.assign(ops.clip(image, 0.0, 1.0))
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
    return image, history
