"""Without `shift` the moves are up to 2 pixels.

fails: test_augment_works_on_copies
breaks: shift-of-four
"""


# %% augment
def augment(images, masks, shift=2):
    new_images, new_masks = [], []
    for image, mask in zip(images, masks):
        if torch.rand(()) < 0.5:
            image, mask = image.flip(-1), mask.flip(-1)

        k = int(torch.randint(4, ()))
        image, mask = torch.rot90(image, k, (1, 2)), torch.rot90(mask, k, (1, 2))

        move = tuple(torch.randint(-shift, shift + 1, (2,)).tolist())
        image, mask = image.roll(move, (1, 2)), mask.roll(move, (1, 2))
        new_images.append(image)
        new_masks.append(mask)
    return torch.stack(new_images), torch.stack(new_masks)
