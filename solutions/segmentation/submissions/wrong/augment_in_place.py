"""It writes the changed slices over those it was given.

fails: test_augment_works_on_copies
breaks: augment-makes-copies
"""


# %% augment
def augment(images, masks, shift=4):
    for image, mask in zip(images, masks):
        pair = torch.cat([image, mask])
        pair = pair.flip(-1) if torch.rand(()) < 0.5 else pair
        pair = torch.rot90(pair, int(torch.randint(4, ())), (1, 2))
        pair = pair.roll(tuple(torch.randint(-shift, shift + 1, (2,)).tolist()), (1, 2))
        image.copy_(pair[:1])
        mask.copy_(pair[1:])
    return images, masks
