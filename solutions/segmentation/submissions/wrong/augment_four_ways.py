"""Only the turns are drawn for each slice; mirroring and moves are the same for all of them.

fails: test_every_change_occurs, test_each_slice_is_changed_in_its_own_way
"""


# %% augment
def augment(images, masks, shift=4):
    images, masks = (images.flip(-1), masks.flip(-1)) if torch.rand(()) < 0.5 else (images, masks)
    move = tuple(torch.randint(-shift, shift + 1, (2,)).tolist())
    images, masks = images.roll(move, (2, 3)), masks.roll(move, (2, 3))
    new_images, new_masks = [], []
    for image, mask in zip(images, masks):
        k = int(torch.randint(4, ()))
        image, mask = torch.rot90(image, k, (1, 2)), torch.rot90(mask, k, (1, 2))
        new_images.append(image)
        new_masks.append(mask)
    return torch.stack(new_images), torch.stack(new_masks)
