"""The best picture is returned, not the last.

fails: test_the_last_image_is_returned
"""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    history, best, best_total = {}, None, np.inf
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        if float(losses["total"]) < best_total:
            best, best_total = tf.identity(image), float(losses["total"])
        gradient = tape.gradient(losses["total"], image)
        optimizer.apply_gradients([(gradient, image)])
        image.assign(ops.clip(image, 0, 1))
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
    return (image if float(transfer.losses(image)["total"]) < best_total else best), history
