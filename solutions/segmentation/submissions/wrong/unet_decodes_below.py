"""The decoder works a level below, on pooled skips; only its result is made larger.

fails: test_unet_concatenates_the_skips, test_unet_puts_out_logits
"""


# %% unet
class UNet(nn.Module):
    def __init__(self, channels=(16, 32, 64, 128)):
        super().__init__()
        steps = list(pairwise(channels))
        self.encoders = nn.ModuleList([DoubleConv(a, b) for a, b in [(1, channels[0]), *steps]])
        self.ups = nn.ModuleList([nn.Conv2d(deep, shallow, 1) for shallow, deep in steps])
        self.decoders = nn.ModuleList([DoubleConv(2 * shallow, shallow) for shallow, deep in steps])
        self.head = nn.Conv2d(channels[0], 1, 1)

    def forward(self, x):
        skips = []
        for encoder in self.encoders[:-1]:
            x = encoder(x)
            skips.append(x)
            x = F.max_pool2d(x, 2)
        x = F.interpolate(self.encoders[-1](x), scale_factor=1)
        for level in range(len(skips) - 1, -1, -1):
            up, decoder = self.ups[level], self.decoders[level]
            x = decoder(torch.cat([F.max_pool2d(skips[level], 2), up(x)], dim=1))
            x = F.interpolate(x, scale_factor=2)
        return self.head(x)
