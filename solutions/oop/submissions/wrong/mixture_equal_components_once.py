"""A component that is there already is not added again.

fails: test_mixture_weights_are_relative
breaks: mixture-counts-twice
"""
# %% mixture.add
def add(self, component, weight=1.0):
    if component not in self.components:
        self.components.append(component)
        self.weights.append(weight)
    return self
