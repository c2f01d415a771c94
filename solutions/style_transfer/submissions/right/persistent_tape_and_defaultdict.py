"""A persistent tape, the history in a defaultdict of tensors, pixels cut off by minimum and maximum, a constant returned."""
# %% stylise
from collections import defaultdict


def stylise(transfer, start, optimizer, steps):
    image = tf.Variable(tf.cast(start, tf.float32), trainable=True, name="canvas")
    history = defaultdict(list)
    step = 0
    while step < steps:
        with tf.GradientTape(persistent=True, watch_accessed_variables=False) as tape:
            tape.watch(image)
            losses = transfer.losses(image)
            total = losses["total"]
        for name in losses:
            history[name].append(losses[name])
        optimizer.apply_gradients(zip(tape.gradient(total, [image]), [image]))
        image.assign(tf.minimum(tf.maximum(image, 0.0), 1.0))
        del tape
        step += 1
    return tf.constant(image), history
