"""assign gives numbers of floating point, which are no numbers of components.

fails: test_assign_finds_the_most_probable_component
"""
# %% mixture.assign
def assign(self, x):
    best, highest = np.zeros(len(x)), np.full(len(x), -np.inf)
    for k, column in enumerate(self._joint(x).T):
        best[column > highest], highest = k, np.maximum(column, highest)
    return best
