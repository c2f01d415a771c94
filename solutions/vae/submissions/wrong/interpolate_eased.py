"""The steps are small at the ends and large in the middle.

fails: test_interpolation_is_a_straight_line
"""
# %% interpolate
def interpolate(z0, z1, n):
    t = np.linspace(0, 1, n)[:, None]
    t = t * t * (3 - 2 * t)
    return (1 - t) * z0 + t * z1
