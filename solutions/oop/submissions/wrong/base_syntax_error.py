"""The cell of part 1 has a syntax error; the other parts are right, and judged without it.

fails: test_complete_subclass_can_be_made
"""
# %% density_estimator
class DensityEstimator(abc.ABC:
    pass
