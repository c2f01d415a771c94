"""One random number decides on mirroring and on the turn, so half of the ways never occur.

fails: test_every_change_occurs
"""
# %% augment
def augment(images, masks, shift=4):
    changed = []
    for pair in torch.cat([images, masks], dim=1):
        u = torch.rand(()).item()
        if u < 0.5:
            pair = pair.flip(-1)
        pair = torch.rot90(pair, int(4 * u), dims=(1, 2))
        changed.append(pair.roll(tuple(torch.randint(-shift, shift + 1, (2,)).tolist()), dims=(1, 2)))
    changed = torch.stack(changed)
    return changed[:, :1], changed[:, 1:]
