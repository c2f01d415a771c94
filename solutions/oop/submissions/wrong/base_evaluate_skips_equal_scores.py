"""evaluate keeps a score only when history does not hold it already.

fails: test_evaluate_keeps_the_score
"""
# %% density_estimator.evaluate
def evaluate(self, x):
    score = self.score(x)
    if score not in self.history:
        self.history.append(score)
    return score
