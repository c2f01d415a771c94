"""Bilinear with aligned corners; masks by a threshold of interpolated ones."""


# %% resize
def resize(images, masks, size):
    def to_size(x):
        return F.interpolate(x, (size, size), mode="bilinear", align_corners=True)

    return to_size(images), (to_size(masks) >= 0.5).to(masks.dtype)


# %% augment
def augment(images, masks, shift=4):
    """Moved first, then turned, then mirrored: it makes no difference for what can come out."""
    pairs = torch.stack([images, masks], dim=1)  # (n, 2, 1, H, W)
    out = torch.empty_like(pairs)
    turns = torch.randint(0, 4, (len(pairs),)).tolist()
    moves = torch.randint(-shift, shift + 1, (len(pairs), 2)).tolist()
    for i, pair in enumerate(pairs):
        pair = torch.rot90(torch.roll(pair, moves[i], dims=[-2, -1]), turns[i], dims=[-2, -1])
        out[i] = torch.flip(pair, dims=[-1]) if np.random.rand() > 0.5 else pair
    return out[:, 0], out[:, 1]
