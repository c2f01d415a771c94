"""add does not return self.

fails: test_mixture_grows_by_itself
breaks: mixture-add
"""
# %% mixture.add
def add(self, component, weight=1.0):
    self.components.append(component)
    self.weights.append(weight)
