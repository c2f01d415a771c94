"""Image and mask are changed by different random numbers.

fails: test_image_and_mask_change_alike
"""


# %% augment
def augment(images, masks, shift=4):
    def changed(batch):
        new = []
        for one in batch:
            one = one.flip(-1) if torch.rand(()) < 0.5 else one
            one = torch.rot90(one, int(torch.randint(4, ())), (1, 2))
            new.append(one.roll(tuple(torch.randint(-shift, shift + 1, (2,)).tolist()), (1, 2)))
        return torch.stack(new)

    return changed(images), changed(masks)
