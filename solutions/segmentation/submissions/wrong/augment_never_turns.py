"""Slices are mirrored and moved, but not turned.

fails: test_every_change_occurs
"""


# %% augment
def augment(images, masks, shift=4):
    new_images, new_masks = [], []
    for image, mask in zip(images, masks):
        if torch.rand(()) < 0.5:
            image, mask = image.flip(-1), mask.flip(-1)

        move = tuple(torch.randint(-shift, shift + 1, (2,)).tolist())
        image, mask = image.roll(move, (1, 2)), mask.roll(move, (1, 2))
        new_images.append(image)
        new_masks.append(mask)
    return torch.stack(new_images), torch.stack(new_masks)
