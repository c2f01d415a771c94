"""The head is a 3×3 convolution.

fails: test_unet_puts_out_logits
"""
# %% unet
class UNet(nn.Module):
    def __init__(self, channels=(16, 32, 64, 128)):
        super().__init__()
        steps = list(pairwise(channels))
        self.encoders = nn.ModuleList(DoubleConv(a, b) for a, b in [(1, channels[0]), *steps])
        self.ups = nn.ModuleList(nn.ConvTranspose2d(deep, shallow, 2, stride=2) for shallow, deep in steps)
        self.decoders = nn.ModuleList(DoubleConv(2 * shallow, shallow) for shallow, _ in steps)
        self.head = nn.Conv2d(channels[0], 1, 3, padding=1)

    def forward(self, x):
        skips = []
        for encoder in self.encoders[:-1]:
            skips.append(encoder(x))
            x = F.max_pool2d(skips[-1], 2)
        x = self.encoders[-1](x)
        for up, decoder in zip(reversed(self.ups), reversed(self.decoders)):
            x = decoder(torch.cat([skips.pop(), up(x)], dim=1))
        return self.head(x)
