"""from_data evaluates the object on its data: its history is not empty.

fails: test_from_data_makes_a_fitted_object
"""
# %% density_estimator.from_data
@classmethod
def from_data(cls, x, **options):
    made = cls(**options).fit(x)
    made.evaluate(x)
    return made
