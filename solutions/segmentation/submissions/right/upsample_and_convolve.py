"""Nearest upsampling, a 3×3 convolution, normalisation and ReLU before the skip is joined."""


# %% unet
class UNet(nn.Module):
    def __init__(self, channels=(16, 32, 64, 128)):
        super().__init__()
        self.encoders, self.ups, self.decoders = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        inputs = 1
        for width in channels:
            self.encoders.append(DoubleConv(inputs, width))
            inputs = width
        for width in channels[-2::-1]:
            up = [
                nn.Upsample(scale_factor=2),
                nn.Conv2d(inputs, width, 3, padding=1),
                nn.BatchNorm2d(width),
                nn.ReLU(),
            ]
            self.ups.append(nn.Sequential(*up))
            self.decoders.append(DoubleConv(2 * width, width))
            inputs = width
        self.head = nn.Conv2d(channels[0], 1, 1)

    def forward(self, x):
        skips = [self.encoders[0](x)]
        for encoder in self.encoders[1:]:
            skips.append(encoder(F.max_pool2d(skips[-1], 2)))
        x = skips.pop()
        for up, decoder in zip(self.ups, self.decoders):
            x = decoder(torch.cat((skips.pop(), up(x)), 1))
        return self.head(x)
