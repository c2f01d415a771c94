"""VAE.test_step is used, which drops the labels.

fails: test_test_step_only_looks
breaks: test-step-losses
"""
# %% conditional_vae.test_step
def test_step(self, data):
    images, labels = data
    return super().test_step(data)
