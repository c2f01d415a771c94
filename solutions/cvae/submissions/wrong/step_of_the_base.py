"""The training step is misspelled, so that the one of VAE is silently used, which drops the labels.

fails: test_train_step_runs
"""
# %% conditional_vae.train_step
def training_step(self, data):
    images, labels = data
    return self.report(*self.losses_of(images, labels, training=True))
