"""What leaves the image does not come in again on the other side.

fails: test_pixels_only_change_places
"""


# %% augment
def augment(images, masks, shift=4):
    new_images, new_masks = [], []
    for image, mask in zip(images, masks):
        if torch.rand(()) < 0.5:
            image, mask = image.flip(-1), mask.flip(-1)

        k = int(torch.randint(4, ()))
        image, mask = torch.rot90(image, k, (1, 2)), torch.rot90(mask, k, (1, 2))

        down, right = torch.randint(0, 2 * shift + 1, (2,)).tolist()
        height, width = image.shape[1:]
        image = F.pad(image, (shift,) * 4)[:, down : down + height, right : right + width]
        mask = F.pad(mask, (shift,) * 4)[:, down : down + height, right : right + width]
        new_images.append(image)
        new_masks.append(mask)
    return torch.stack(new_images), torch.stack(new_masks)
