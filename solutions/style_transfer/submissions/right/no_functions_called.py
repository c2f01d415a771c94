"""Every cell imports and writes what it needs; nothing is shared between them."""
# %% stylise
import tensorflow


def stylise(transfer, start, optimizer, steps):
    image = tensorflow.Variable(np.array(start, "float32"))
    names, rows = None, []
    step = 0
    while step < steps:
        step += 1
        with tensorflow.GradientTape() as tape:
            found = transfer.losses(image)
            total = found["total"]
        names = list(found)
        rows.append([float(found[name]) for name in names])
        optimizer.apply_gradients([(tape.gradient(total, image), image)])
        image.assign(tensorflow.where(image > 1, 1.0, tensorflow.where(image < 0, 0.0, image)))
    return tensorflow.convert_to_tensor(image), {name: [row[k] for row in rows] for k, name in enumerate(names)}
