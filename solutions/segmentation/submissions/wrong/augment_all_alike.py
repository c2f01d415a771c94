"""The random numbers are drawn once for the whole batch.

fails: test_every_change_occurs, test_each_slice_is_changed_in_its_own_way
"""


# %% augment
def augment(images, masks, shift=4):
    pair = torch.cat([images, masks], dim=1)
    if torch.rand(()) < 0.5:
        pair = pair.flip(-1)
    pair = torch.rot90(pair, int(torch.randint(4, ())), (2, 3))
    pair = pair.roll(tuple(torch.randint(-shift, shift + 1, (2,)).tolist()), (2, 3))
    return pair[:, :1], pair[:, 1:]
