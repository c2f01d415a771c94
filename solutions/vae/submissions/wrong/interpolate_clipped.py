"""Points are kept within [-3, 3], where the prior is.

fails: test_interpolation_includes_both_ends
"""
# %% interpolate
def interpolate(z0, z1, n):
    t = np.linspace(0, 1, n)[:, None]
    return np.clip((1 - t) * z0 + t * z1, -3, 3)
