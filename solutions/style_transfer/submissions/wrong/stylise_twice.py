"""It moves twice in each step.

fails: test_the_image_moves
breaks: optimizer-once-a-step
"""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    history = {}
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        gradient = tape.gradient(losses["total"], image)
        optimizer.apply_gradients([(gradient, image)])
        with tf.GradientTape() as tape:
            again = transfer.losses(image)["total"]
        optimizer.apply_gradients([(tape.gradient(again, image), image)])
        image.assign(ops.clip(image, 0.0, 1.0))
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
    return image, history
