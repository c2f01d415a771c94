"""A batch is one chunk, however long.

fails: test_mended_is_used_as_before
"""
# %% mended
class MendedGaussian(RunningGaussian):
    def chunks(self, batch):
        if len(batch):
            yield batch
