"""DoubleConv takes a third, optional argument, which the U-Net uses; images are upsampled by interpolation."""


# %% double_conv
class DoubleConv(nn.Module):
    def __init__(self, in_channels, out_channels, mid_channels=None):
        super().__init__()
        mid = mid_channels or out_channels
        self.block = nn.Sequential(
            nn.Conv2d(in_channels, mid, 3, padding=1), nn.BatchNorm2d(mid), nn.ReLU(),
            nn.Conv2d(mid, out_channels, 3, padding=1), nn.BatchNorm2d(out_channels), nn.ReLU(),
        )

    def forward(self, x):
        return self.block(x)


# %% unet
class UNet(nn.Module):
    def __init__(self, channels=(16, 32, 64, 128)):
        super().__init__()
        ins = (1, *channels[:-1])
        self.down = nn.ModuleList(DoubleConv(i, o) for i, o in zip(ins, channels))
        steps = list(zip(channels[::-1], channels[-2::-1]))
        self.shrink = nn.ModuleList(nn.Conv2d(i, o, 1) for i, o in steps)
        self.up = nn.ModuleList(DoubleConv(2 * o, o, 2 * o) for i, o in steps)
        self.last = nn.Conv2d(channels[0], 1, 1)

    def forward(self, x):
        kept = []
        for k, block in enumerate(self.down):
            x = block(x if k == 0 else nn.functional.max_pool2d(x, 2))
            kept.append(x)
        for shrink, block, skip in zip(self.shrink, self.up, kept[-2::-1]):
            x = nn.functional.interpolate(shrink(x), scale_factor=2, mode="bilinear", align_corners=False)
            x = block(torch.cat([skip, x], dim=1))
        return self.last(x)
