"""It makes steps of its own, of the optimiser's learning rate.

fails: test_the_image_moves
"""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    history = {}
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        gradient = tape.gradient(losses["total"], image)
        image.assign_sub(optimizer.learning_rate * gradient)
        image.assign(ops.clip(image, 0.0, 1.0))
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
    return image, history
