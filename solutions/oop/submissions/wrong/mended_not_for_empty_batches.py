"""np.array_split into no parts: an empty batch raises.

fails: test_mended_takes_empty_batches
"""
# %% mended
class MendedGaussian(RunningGaussian):
    def chunks(self, batch):
        return np.array_split(batch, -(-len(batch) // self.size))
