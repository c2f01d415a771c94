"""The step is a tf.function; the history is made of arrays at the end."""
# %% stylise
def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(tf.identity(start))
    optimizer.build([image])

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        optimizer.apply_gradients([(tape.gradient(losses["total"], image), image)])
        image.assign(tf.minimum(tf.maximum(image, 0.0), 1.0))
        return losses

    kept = [step() for _ in progress(range(steps), desc="steps")]
    history = {name: np.array([float(losses[name]) for losses in kept]) for name in kept[0]}
    return np.array(image), history
