"""z is just z_mean: there is no noise.

fails: test_sample_follows_the_formula, test_noise_is_standard_normal, test_sampling_serves_in_a_model,
    test_gradient_reaches_mean_and_log_var
breaks: sample-formula
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        return z_mean
