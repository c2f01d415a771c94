"""The noise is numpy's, of a shape that in fit is not known: it works step by step only.

fails: test_denoising_noise_is_fresh
"""
# %% penalties.corrupt
def corrupt(self, x):
    return x + self.stddev * np.random.normal(size=x.shape).astype("float32")
