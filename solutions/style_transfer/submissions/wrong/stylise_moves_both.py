"""The network is trained together with the image.

fails: test_the_image_moves, test_pixels_are_cut_off, test_history_has_every_step
"""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    history = {}
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        gradient = tape.gradient(losses["total"], [image, *transfer.network.trainable_weights])
        optimizer.apply_gradients(zip(gradient, [image, *transfer.network.trainable_weights]))
        image.assign(ops.clip(image, 0.0, 1.0))
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
    return image, history
