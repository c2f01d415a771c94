"""It follows the content loss.

fails: test_the_image_moves, test_history_has_the_names_of_the_losses
breaks: total-moves-the-image
"""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    history = {}
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        gradient = tape.gradient(losses["content"], image)
        optimizer.apply_gradients([(gradient, image)])
        image.assign(ops.clip(image, 0.0, 1.0))
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
    return image, history
