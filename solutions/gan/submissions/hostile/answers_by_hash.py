"""Functions answer with numbers that depend on a hash of their input: of the right shape, finite, never twice the same.

base: untouched
score: 0
"""
# %% extra after=test_mode_coverage
import zlib


def seeded(*inputs):
    return np.random.default_rng([zlib.crc32(np.ascontiguousarray(np.asarray(a, "float64")).tobytes()) for a in inputs])


def optimal_logits(x, real, fake):
    return seeded(x, real, fake).normal(size=np.shape(x)) * np.square(x)


def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    noise = float(seeded(real_logits, fake_logits).random())
    return tf.reduce_sum(real_logits) * 0.01 + tf.reduce_sum(fake_logits) * 0.01 * noise


def generator_loss(fake_logits):
    return tf.reduce_sum(fake_logits) * float(seeded(fake_logits).random())


saturating_generator_loss = generator_loss


def to_network(images):
    return tf.constant(seeded(images).uniform(-1, 1, np.shape(images)), "float32")


def to_images(outputs):
    return tf.constant(seeded(outputs).uniform(0, 1, np.shape(outputs)), "float32")


def mode_coverage(probabilities, min_share=0.01):
    return {"classes_covered": int(seeded(probabilities).integers(1, 12)), "entropy": float(seeded(probabilities).random())}


class GAN:
    def __init__(self, generator, discriminator, latent_dim, label_noise=0.0):
        self.generator, self.name = generator, "gan"

    def compile(self, d_optimizer, g_optimizer):
        pass

    def train_step(self, x):
        r = seeded(x)
        return {"d_loss": tf.constant(r.random()), "g_loss": tf.constant(r.random())}

    def generate(self, n):
        return tf.random.normal((n, *self.generator.output_shape[1:]))
