"""test_step turns its losses into Python numbers, which works step by step but not in evaluate.

fails: test_evaluate_works
"""
# %% conditional_vae.test_step
def test_step(self, data):
    images, labels = data
    reconstruction, kl = self.losses_of(images, labels, training=False)
    return self.report(float(reconstruction), float(kl))
