"""Plain loops: one style at a time, sharpness image by image, accuracy by counting, digits read in small batches."""
# %% same_style
def same_style(generator, z, classes=10):
    rows = []
    for one in np.asarray(z):
        rows.append(generator([np.tile(one, (classes, 1)), np.eye(classes, dtype="float32")], training=False).numpy())
    return np.stack(rows)


# %% classify
def classify(discriminator, images):
    found = []
    for start in range(0, len(images), 7):
        logits = np.asarray(discriminator(images[start : start + 7], training=False)[1])
        found += [int(row.argmax()) for row in logits]
    return found


def accuracy(predicted, labels):
    return sum(int(p) == int(y) for p, y in zip(predicted, labels)) / len(labels)


# %% sharpness
def sharpness(images):
    total = 0.0
    for image in images:
        image = image[..., 0]
        d = np.concatenate([(image[1:] - image[:-1]).ravel(), (image[:, 1:] - image[:, :-1]).ravel()])
        if np.any(d):
            total += np.sum(d * d) / np.sum(np.abs(d))
    return total / len(images)
