"""It subtracts the mean from x in place.

fails: test_optimal_logits_take_any_array
breaks: x-stays
"""
# %% optimal_logits
def optimal_logits(x, real, fake):
    of_fake = -0.5 * ((x - fake[0]) / fake[1]) ** 2 - np.log(fake[1])
    if x.dtype.kind == "f":
        x -= real[0]
    else:
        x = x - real[0]
    return -0.5 * (x / real[1]) ** 2 - np.log(real[1]) - of_fake
