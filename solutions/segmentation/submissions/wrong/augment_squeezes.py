"""A batch of one slice loses an axis.

fails: test_augment_works_on_copies
"""
# %% augment
def augment(images, masks, shift=4):
    new_images, new_masks = [], []
    for image, mask in zip(images, masks):
        flip, turns = torch.rand(()) < 0.5, int(torch.randint(4, ()))
        moves = tuple(torch.randint(-shift, shift + 1, (2,)).tolist())

        def change(x):
            x = x.flip(-1) if flip else x
            return torch.rot90(x, turns, dims=(1, 2)).roll(moves, dims=(1, 2))

        new_images.append(change(image)), new_masks.append(change(mask))
    return torch.stack(new_images).squeeze().unsqueeze(1), torch.stack(new_masks).squeeze().unsqueeze(1)
