"""The history is kept between calls.

fails: test_history_has_the_names_of_the_losses, test_calls_leave_nothing_behind
breaks: calls-on-their-own
"""
# %% stylise
history = {}


def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        gradient = tape.gradient(losses["total"], image)
        optimizer.apply_gradients([(gradient, image)])
        image.assign(ops.clip(image, 0.0, 1.0))
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
    return image, history
