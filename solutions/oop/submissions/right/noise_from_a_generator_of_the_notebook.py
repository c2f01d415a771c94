"""One generator of TensorFlow's for the whole notebook, from which each image's noise is drawn by itself."""
# %% extra after=test_batch_loader
NOISE = tf.random.Generator.from_non_deterministic_state()


# %% penalties.corrupt
def corrupt(self, x):
    def one(image):
        return image + NOISE.normal(tf.shape(image), stddev=self.stddev)

    return tf.map_fn(one, x)
