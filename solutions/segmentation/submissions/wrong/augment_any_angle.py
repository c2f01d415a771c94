"""Slices are turned by any angle, which takes interpolation.

fails: test_image_and_mask_change_alike, test_pixels_only_change_places
"""


# %% augment
def augment(images, masks, shift=4):
    angle = 2 * torch.pi * torch.rand(len(images))
    turn = torch.stack([torch.cos(angle), -torch.sin(angle), torch.sin(angle), torch.cos(angle)], 1).reshape(
        -1, 2, 2
    )
    grid = F.affine_grid(F.pad(turn, (0, 1)), images.shape, align_corners=False)
    sampled = [F.grid_sample(x, grid, mode="bilinear", align_corners=False) for x in (images, masks)]
    return sampled[0], (sampled[1] > 0.5).float()
