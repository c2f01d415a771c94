"""The image is a keras.Variable, and the optimiser gets it by apply."""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = keras.Variable(start, dtype="float32", name="image")
    optimizer.build([image])
    history = {}
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image.value)
        optimizer.apply(tape.gradient(losses["total"], [image.value]), [image])
        image.assign(keras.ops.clip(image, 0, 1))
        for name, loss in losses.items():
            history[name] = history.get(name, []) + [loss]
    return image.value, history
