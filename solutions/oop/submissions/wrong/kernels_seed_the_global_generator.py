"""sample seeds numpy's global generator, and with it what everybody else draws.

fails: test_kernels_samples_follow_the_seed
"""
# %% kernel_density.sample
def sample(self, n, seed=None):
    np.random.seed(seed)
    chosen = self.points[np.random.randint(len(self.points), size=n)]
    return chosen + self.h * np.random.randn(*chosen.shape)
