"""The line runs from z1 to z0.

fails: test_interpolation_is_a_straight_line, test_interpolation_includes_both_ends
"""
# %% interpolate
def interpolate(z0, z1, n):
    t = np.linspace(0, 1, n)[:, None]
    return t * z0 + (1 - t) * z1
