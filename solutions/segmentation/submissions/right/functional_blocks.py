"""Layers as attributes, activations from torch.nn.functional, convolutions with biases."""


# %% double_conv
class DoubleConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=1, padding="same")
        self.conv2 = nn.Conv2d(
            out_channels, out_channels, kernel_size=(3, 3), padding=1, padding_mode="reflect"
        )
        self.norm1, self.norm2 = nn.BatchNorm2d(out_channels), nn.BatchNorm2d(out_channels)

    def forward(self, x):
        x = torch.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(x)), inplace=True)


# %% unet
class UNet(nn.Module):
    """Bilinear upsampling; what comes from below stands first; no lists."""

    def __init__(self, channels=(16, 32, 64, 128)):
        super().__init__()
        self.depth = len(channels) - 1
        for level, width in enumerate(channels):
            setattr(self, f"down{level}", DoubleConv(channels[level - 1] if level else 1, width))
            if level < self.depth:
                setattr(self, f"up{level}", DoubleConv(channels[level + 1] + width, width))
        self.larger = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.pool = nn.MaxPool2d(2)
        self.to_logits = nn.Conv2d(channels[0], 1, kernel_size=1)

    def forward(self, x):
        kept = {}
        for level in range(self.depth):
            kept[level] = getattr(self, f"down{level}")(x)
            x = self.pool(kept[level])
        x = getattr(self, f"down{self.depth}")(x)
        for level in reversed(range(self.depth)):
            x = getattr(self, f"up{level}")(torch.concat((self.larger(x), kept[level]), 1))
        return self.to_logits(x)


# %% segnet
class SegNet(nn.Module):
    def __init__(self, channels=(16, 32, 64)):
        super().__init__()
        self.pool, self.unpool = nn.MaxPool2d(2, stride=2, return_indices=True), nn.MaxUnpool2d(2, stride=2)
        widths = [1, *channels]
        self.encoder = nn.Sequential(*[DoubleConv(widths[i], widths[i + 1]) for i in range(len(channels))])
        widths[0] = channels[0]
        self.decoder = nn.Sequential(*[DoubleConv(widths[i + 1], widths[i]) for i in range(len(channels))])
        self.classify = nn.Conv2d(channels[0], 1, 1)

    def forward(self, x):
        stack = []
        for block in self.encoder:
            x = block(x)
            size = x.size()
            x, where = self.pool(x)
            stack.append((where, size))
        for block in list(self.decoder)[::-1]:
            where, size = stack.pop()
            x = block(self.unpool(x, where, output_size=size))
        return self.classify(x)
