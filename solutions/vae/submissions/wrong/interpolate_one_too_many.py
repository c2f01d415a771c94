"""It gives n steps, and so n + 1 points.

fails: test_interpolation_has_n_points
"""
# %% interpolate
def interpolate(z0, z1, n):
    t = np.arange(n + 1)[:, None] / n
    return (1 - t) * z0 + t * z1
