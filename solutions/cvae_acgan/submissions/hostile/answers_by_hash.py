"""Functions and moves answer with numbers that depend on a hash of their input: right in shape, finite, never twice the same.

base: untouched
score: 0
"""
# %% extra after=test_sharpness
import zlib


def seeded(*inputs):
    return np.random.default_rng([zlib.crc32(np.ascontiguousarray(np.asarray(a, "float64")).tobytes()) for a in inputs])


def same_style(generator, z, classes=10):
    return tf.constant(seeded(z).random((len(z), classes, *generator.output_shape[1:])), "float32")


def classify(discriminator, images):
    return seeded(images).integers(0, 10, len(images))


def accuracy(predicted, labels):
    return float(seeded(predicted, labels).random())


def sharpness(images):
    return float(seeded(images).random())


def build_encoder(latent_dim, classes=10):
    def encoder(inputs, training=False):
        r = seeded(*inputs)
        return [tf.constant(r.normal(size=(len(inputs[0]), latent_dim)), "float32") for _ in range(3)]

    encoder.built, encoder.trainable_variables = True, []
    return encoder


def build_generator(latent_dim, classes=10):
    def generator(inputs, training=False):
        return tf.constant(seeded(*inputs).random((len(inputs[0]), 28, 28, 1)), "float32")

    generator.built, generator.trainable_variables = True, []
    return generator


class ConditionalVAEGAN:
    def __init__(self, encoder, generator, discriminator, latent_dim, classes=10, weight_of=None):
        self.generator, self.name = generator, "model"

    def compile(self, d_optimizer, g_optimizer):
        pass

    def move_discriminator(self, x, labels):
        r = seeded(x, labels)
        return {name: tf.constant(r.random()) for name in ("validity", "real_class")}

    def move_encoder_and_generator(self, x, labels):
        r = seeded(x, labels)
        return {name: tf.constant(r.random()) for name in ("reconstruction", "kl", "adversarial", "class")}

    def generate(self, labels):
        return tf.random.uniform((len(labels), *self.generator.output_shape[1:]))

    def reconstruct(self, x, labels):
        return tf.random.uniform(x.shape)
