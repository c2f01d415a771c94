"""test_step calls the networks in training mode.

fails: test_test_step_only_looks
breaks: test-step-outside-of-training
"""
# %% conditional_vae.test_step
def test_step(self, data):
    images, labels = data
    return self.report(*self.losses_of(images, labels, training=True))
