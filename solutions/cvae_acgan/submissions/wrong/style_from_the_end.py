"""The labels of a row run from the last to the first.

fails: test_a_column_is_of_one_label
breaks: styles-places
"""
# %% same_style
def same_style(generator, z, classes=10):
    rows = [generator([ops.tile(z[i : i + 1], (classes, 1)), ops.eye(classes)[::-1]], training=False) for i in range(len(z))]
    return np.stack(rows)
