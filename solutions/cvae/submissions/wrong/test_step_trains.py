"""test_step trains as well.

fails: test_test_step_only_looks
breaks: test-step-only-looks
"""
# %% conditional_vae.test_step
def test_step(self, data):
    images, labels = data
    return self.train_step(data)
