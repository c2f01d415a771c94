"""reconstruct clips z_mean to [-3, 3].

fails: test_reconstruct_decodes_the_mean
breaks: reconstruct-from-the-mean
"""
# %% model.reconstruct
    def reconstruct(self, x, labels):
        y = ops.one_hot(labels, self.classes)
        z_mean, _, _ = self.encoder([x, y], training=False)
        return self.generator([ops.clip(z_mean, -3.0, 3.0), y], training=False)
