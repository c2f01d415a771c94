"""The last point, z1, is left out.

fails: test_interpolation_includes_both_ends
breaks: line-with-both-ends
"""
# %% interpolate
def interpolate(z0, z1, n):
    t = np.arange(n)[:, None] / n
    return (1 - t) * z0 + t * z1
