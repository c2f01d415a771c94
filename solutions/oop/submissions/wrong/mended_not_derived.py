"""A class of its own, which has the mended method and nothing else.

fails: test_mended_takes_a_batch
"""
# %% mended
class MendedGaussian:
    def chunks(self, batch):
        return [batch[i : i + 32] for i in range(0, len(batch), 32)]
