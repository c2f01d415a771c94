"""score takes the logarithm of the densities, which are too small for a number.

fails: test_score_is_the_mean
"""
# %% density_estimator.score
def score(self, x):
    return float(np.mean(np.log(self.prob(x))))
