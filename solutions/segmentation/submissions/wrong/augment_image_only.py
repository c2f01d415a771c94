"""Only the images are changed, the masks stay.

fails: test_image_and_mask_change_alike
"""


# %% augment
def augment(images, masks, shift=4):
    new_images, new_masks = [], []
    for image, mask in zip(images, masks):
        if torch.rand(()) < 0.5:
            image = image.flip(-1)

        k = int(torch.randint(4, ()))
        image = torch.rot90(image, k, (1, 2))

        move = tuple(torch.randint(-shift, shift + 1, (2,)).tolist())
        image = image.roll(move, (1, 2))
        new_images.append(image)
        new_masks.append(mask)
    return torch.stack(new_images), torch.stack(new_masks)
