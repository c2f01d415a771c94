"""Each step is compiled for the image of its own call, with the losses as outputs."""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(start)
    optimizer.build([image])

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            losses = dict(transfer.losses(image))
        optimizer.apply_gradients([(tape.gradient(losses["total"], image), image)])
        image.assign(tf.clip_by_value(image, 0.0, 1.0))
        return losses

    rows = [step() for _ in range(steps)]
    names = rows[0] if rows else []
    return image.numpy(), {name: [row[name].numpy().item() for row in rows] for name in names}
