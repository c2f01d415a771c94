"""z1 becomes the difference, in place.

fails: test_interpolation_includes_both_ends
breaks: line-leaves-its-ends
"""
# %% interpolate
def interpolate(z0, z1, n):
    first = np.array(z0)
    z1 -= z0
    return first + np.linspace(0, 1, n, dtype="float32")[:, None] * z1
