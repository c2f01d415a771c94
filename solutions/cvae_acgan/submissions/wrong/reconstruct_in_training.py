"""reconstruct calls the networks in training mode.

fails: test_reconstruct_decodes_the_mean
breaks: methods-outside-training
"""
# %% model.reconstruct
def reconstruct(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    z_mean, _, _ = self.encoder([x, y], training=True)
    return self.generator([z_mean, y], training=True)
