"""Only the masks are changed, the images stay.

fails: test_image_and_mask_change_alike, test_every_change_occurs, test_each_slice_is_changed_in_its_own_way
"""


# %% augment
def augment(images, masks, shift=4):
    new_images, new_masks = [], []
    for image, mask in zip(images, masks):
        if torch.rand(()) < 0.5:
            mask = mask.flip(-1)

        k = int(torch.randint(4, ()))
        mask = torch.rot90(mask, k, (1, 2))

        move = tuple(torch.randint(-shift, shift + 1, (2,)).tolist())
        mask = mask.roll(move, (1, 2))
        new_images.append(image)
        new_masks.append(mask)
    return torch.stack(new_images), torch.stack(new_masks)
