"""reconstruct decodes a sample.

fails: test_reconstruct_decodes_the_mean
breaks: reconstruct-from-the-mean
"""
# %% model.reconstruct
def reconstruct(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    _, _, z_mean = self.encoder([x, y], training=False)
    return self.generator([z_mean, y], training=False)
