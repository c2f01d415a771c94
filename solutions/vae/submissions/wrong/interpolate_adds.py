"""z1 is added to z0 instead of blended with it.

fails: test_interpolation_is_a_straight_line, test_interpolation_includes_both_ends
"""
# %% interpolate
def interpolate(z0, z1, n):
    return np.stack([z0 + t * z1 for t in np.linspace(0, 1, n)])
