"""Formulas written out: stable cross-entropy by hand, python loops for the counts, scaling the other way round."""
# %% optimal_logits
def optimal_logits(x, real, fake):
    x = np.asarray(x, dtype=float)
    (mr, sr), (mf, sf) = real, fake
    quadratic = (x - mf) ** 2 / (2 * sf**2) - (x - mr) ** 2 / (2 * sr**2)
    return quadratic + np.log(sf / sr)


# %% discriminator_loss
def bce(labels, logits):
    return tf.maximum(logits, 0.0) - logits * labels + tf.math.log1p(tf.exp(-tf.abs(logits)))


def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    real_logits, fake_logits = tf.convert_to_tensor(real_logits), tf.convert_to_tensor(fake_logits)
    u, v = np.random.rand(*real_logits.shape), np.random.rand(*fake_logits.shape)
    total = 0.0
    for labels, logits in [(1.0 - label_noise * u, real_logits), (label_noise * v, fake_logits)]:
        total += tf.reduce_sum(bce(tf.constant(labels, logits.dtype), logits)) / len(labels)
    return total


# %% generator_losses
def generator_loss(fake_logits):
    return tf.reduce_mean(bce(1.0, tf.convert_to_tensor(fake_logits)))


def saturating_generator_loss(fake_logits):
    return tf.reduce_mean(-bce(0.0, tf.convert_to_tensor(fake_logits)))


# %% scaling
def to_network(images):
    return (images - 0.5) / 0.5


def to_images(outputs):
    return 0.5 * outputs + 0.5


# %% mode_coverage
def mode_coverage(probabilities, min_share=0.01):
    counts = {}
    for row in probabilities:
        best = int(row.argmax())
        counts[best] = counts.get(best, 0) + 1
    n, covered, entropy = len(probabilities), 0, 0.0
    for count in counts.values():
        covered += count / n >= min_share
        entropy -= count / n * np.log(count / n)
    return {"classes_covered": np.int64(covered), "entropy": entropy, "counts": counts}
