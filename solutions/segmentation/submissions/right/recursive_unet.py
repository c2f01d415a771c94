"""A U-Net that contains a smaller U-Net; transposed convolutions of 4×4 with normalisation."""


# %% unet
class Level(nn.Module):
    """A level of the U, with all that is below it."""

    def __init__(self, inputs, channels):
        super().__init__()
        width, *rest = channels
        self.down = DoubleConv(inputs, width)
        self.below = Level(width, rest) if rest else None
        if rest:
            self.up = nn.ConvTranspose2d(rest[0], width, 4, stride=2, padding=1)
            self.join = DoubleConv(2 * width, width)

    def forward(self, x):
        x = self.down(x)
        if self.below is None:
            return x
        deep = self.up(self.below(F.max_pool2d(x, kernel_size=2, stride=2)))
        return self.join(torch.cat([x, deep], dim=1))


class UNet(nn.Module):
    def __init__(self, channels=(16, 32, 64, 128)):
        super().__init__()
        self.top = Level(1, list(channels))
        self.head = nn.Conv2d(channels[0], 1, 1)

    def forward(self, x):
        return self.head(self.top(x))
