"""Diagonal neighbours enter, too.

fails: test_sharpness_is_the_mean_step
breaks: both-directions
"""
# %% sharpness
def sharpness(images):
    x = np.asarray(images, "float64")[..., 0]
    pairs = [(x[:, 1:], x[:, :-1]), (x[:, :, 1:], x[:, :, :-1]), (x[:, 1:, 1:], x[:, :-1, :-1])]
    steps = np.concatenate([np.abs(a - b).reshape(len(x), -1) for a, b in pairs], axis=1)
    climb = steps.sum(axis=1)
    return np.mean((steps**2).sum(axis=1) / np.where(climb > 0, climb, 1))
