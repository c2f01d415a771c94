"""Rows change places at random: nothing is lost, but it is no move.

fails: test_pixels_only_change_places
"""


# %% augment
def augment(images, masks, shift=4):
    new_images, new_masks = [], []
    for image, mask in zip(images, masks):
        order = torch.randperm(image.shape[1])
        image, mask = image[:, order], mask[:, order]
        new_images.append(image)
        new_masks.append(mask)
    return torch.stack(new_images), torch.stack(new_masks)
