"""Functions return more than an answer may hold: in one array, in many, in text, in an error.

base: untouched
score: 0
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    return np.zeros(1 << 28, "float32")
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    return "9" * (1 << 25)
# %% interpolate
def interpolate(z0, z1, n):
    return [np.zeros(1 << 12, "float32")] * 100_000
# %% concept_vector
def add_concept(encoder, decoder, images, vector, strength):
    raise ValueError("9" * (1 << 28))
