"""What the constructor is given is kept under other names until it is fitted.

fails: test_gaussian_keeps_what_it_is_given
"""
# %% gaussian
class Gaussian(DensityEstimator):
    def __init__(self, mean=None, covariance=None):
        super().__init__()
        self.mu, self.sigma = mean, covariance

    def fit(self, x):
        self.mean = self.mu = x.mean(axis=0)
        self.covariance = self.sigma = np.cov(x.T, bias=True).reshape(x.shape[1], x.shape[1])
        return self

    def log_prob(self, x):
        difference = x - self.mu
        squares = np.einsum("ni,ij,nj->n", difference, np.linalg.inv(self.sigma), difference)
        return -0.5 * (squares + np.linalg.slogdet(self.sigma)[1] + x.shape[1] * np.log(2 * np.pi))

    def sample(self, n, seed=None):
        noise = np.random.default_rng(seed).normal(size=(n, len(self.mu)))
        return self.mu + noise @ np.linalg.cholesky(self.sigma).T
