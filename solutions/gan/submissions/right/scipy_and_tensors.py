"""scipy's log-densities and entropy, results as tensors, a saturating loss from clipped-free float64, keyword noise."""
# %% optimal_logits
from scipy.stats import norm


def optimal_logits(x, real, fake):
    return norm(*real).logpdf(x) - norm(*fake).logpdf(x)


# %% generator_losses
def generator_loss(fake_logits):
    logits = ops.cast(fake_logits, "float64")
    return ops.mean(ops.logaddexp(ops.zeros_like(logits), -logits))


def saturating_generator_loss(fake_logits):
    logits = ops.cast(fake_logits, "float64")
    return ops.mean(-ops.logaddexp(ops.zeros_like(logits), logits))


# %% mode_coverage
from scipy.stats import entropy


def mode_coverage(probabilities, min_share=0.01):
    best = tf.argmax(tf.constant(probabilities), axis=1)
    shares = tf.reduce_mean(tf.one_hot(best, probabilities.shape[1], dtype="float64"), axis=0)
    return {
        "classes_covered": tf.reduce_sum(tf.cast(shares >= min_share, "int32")),
        "entropy": tf.constant(entropy(shares.numpy())),
    }
