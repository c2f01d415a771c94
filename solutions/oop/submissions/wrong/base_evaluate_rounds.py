"""evaluate keeps and returns the score with two digits.

fails: test_evaluate_keeps_the_score
"""
# %% density_estimator.evaluate
def evaluate(self, x):
    self.history.append(round(float(self.score(x)), 2))
    return self.history[-1]
