"""It is moved down by as much as to the left.

fails: test_every_change_occurs
"""
# %% augment
def augment(images, masks, shift=4):
    changed = []
    for pair in torch.cat([images, masks], dim=1):
        if torch.rand(()) < 0.5:
            pair = pair.flip(-1)
        pair = torch.rot90(pair, int(torch.randint(4, ())), dims=(1, 2))
        move = int(torch.randint(-shift, shift + 1, ()))
        changed.append(pair.roll((move, -move), dims=(1, 2)))
    changed = torch.stack(changed)
    return changed[:, :1], changed[:, 1:]
