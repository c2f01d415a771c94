"""add gives every component the weight 1.

fails: test_mixture_grows_by_itself, test_mixture_weights_are_relative
"""
# %% mixture.add
def add(self, component, weight=1.0):
    self.components.append(component)
    self.weights.append(1.0)
    return self
