"""add normalises the weights at once, so that they no longer are relative to the next one.

fails: test_mixture_grows_by_itself, test_mixture_weights_are_relative
"""
# %% mixture.add
def add(self, component, weight=1.0):
    self.components.append(component)
    self.weights.append(weight)
    self.weights = [w / sum(self.weights) for w in self.weights]
    return self
