"""The noise has the shape that is known when the graph is made: in fit the number of images is None.

fails: test_denoising_noise_is_fresh
"""
# %% penalties.corrupt
def corrupt(self, x):
    return x + self.stddev * np.float32(1) * tf.random.normal(x.shape)
