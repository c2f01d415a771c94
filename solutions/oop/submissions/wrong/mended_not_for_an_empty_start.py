"""An empty chunk does no harm but at the start, where it makes 0 / 0.

fails: test_mended_takes_empty_batches
"""
# %% mended
class MendedGaussian(RunningGaussian):
    def absorb(self, chunk):
        if len(chunk) == 0:
            chunk = np.empty((0, len(self.mean)))
            n, mean = self.n, self.mean
        else:
            n, mean = self.n + len(chunk), chunk.mean(axis=0)
        shift, centred = mean - self.mean, chunk - mean
        share = np.float64(len(chunk)) / n
        self.scatter = self.scatter + centred.T @ centred + np.outer(shift, shift) * self.n * share
        self.mean = self.mean + shift * share
        self.n = n
