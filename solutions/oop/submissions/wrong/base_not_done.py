"""Part 1 is left as it was released; the other parts are done.

fails: test_complete_subclass_can_be_made
"""
# %% density_estimator
class DensityEstimator(abc.ABC):
    # YOUR CODE HERE
    raise NotImplementedError()
