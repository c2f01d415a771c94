"""The skip connections leave the decoder: its blocks get only what they upsample, with one channel more of zeros.

fails: test_unet_concatenates_the_skips
"""


# %% unet
class UNet(nn.Module):
    def __init__(self, channels=(16, 32, 64, 128)):
        super().__init__()
        steps = list(pairwise(channels))
        self.encoders = nn.ModuleList([DoubleConv(a, b) for a, b in [(1, channels[0]), *steps]])
        self.ups = nn.ModuleList([nn.ConvTranspose2d(deep, shallow, 2, stride=2) for shallow, deep in steps])
        self.decoders = nn.ModuleList([DoubleConv(shallow + 1, shallow) for shallow, deep in steps])
        self.head = nn.Conv2d(channels[0], 1, 1)

    def forward(self, x):
        skips = []
        for encoder in self.encoders[:-1]:
            x = encoder(x)
            skips.append(x)
            x = F.max_pool2d(x, 2)
        x = self.encoders[-1](x)
        for level in range(len(skips) - 1, -1, -1):
            up, decoder = self.ups[level], self.decoders[level]
            x = up(x)
            x = decoder(torch.cat([x, torch.zeros_like(x[:, :1])], dim=1))
        return self.head(x)
