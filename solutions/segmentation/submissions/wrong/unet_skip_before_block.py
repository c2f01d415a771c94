"""A skip is what goes into the encoder's block, not what comes out.

fails: test_unet_concatenates_the_skips
"""


# %% unet
class UNet(nn.Module):
    def __init__(self, channels=(16, 32, 64, 128)):
        super().__init__()
        steps = list(pairwise(channels))
        self.encoders = nn.ModuleList([DoubleConv(a, b) for a, b in [(1, channels[0]), *steps]])
        self.ups = nn.ModuleList([nn.ConvTranspose2d(deep, shallow, 2, stride=2) for shallow, deep in steps])
        self.decoders = nn.ModuleList(
            [DoubleConv(shallow + before, shallow) for before, shallow in [(1, channels[0]), *steps[:-1]]]
        )
        self.head = nn.Conv2d(channels[0], 1, 1)

    def forward(self, x):
        skips = []
        for encoder in self.encoders[:-1]:
            skips.append(x)
            x = encoder(x)
            x = F.max_pool2d(x, 2)
        x = self.encoders[-1](x)
        for level in range(len(skips) - 1, -1, -1):
            up, decoder = self.ups[level], self.decoders[level]
            x = decoder(torch.cat([skips[level], up(x)], dim=1))
        return self.head(x)
