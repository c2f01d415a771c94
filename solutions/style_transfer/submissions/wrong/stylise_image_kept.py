"""The image of the first call is moved on in the second.

fails: test_the_gradient_is_used_as_it_is, test_the_last_image_is_returned, test_pixels_are_cut_off,
    test_calls_leave_nothing_behind, test_it_moves_by_a_style_transfer
"""
# %% stylise
made = []


def stylise(transfer, start, optimizer, steps):
    if not made or made[0].shape != start.shape:
        made[:] = [tf.Variable(start)]
    image = made[0]
    history = {}
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        gradient = tape.gradient(losses["total"], image)
        optimizer.apply_gradients([(gradient, image)])
        image.assign(ops.clip(image, 0.0, 1.0))
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
    return image, history
