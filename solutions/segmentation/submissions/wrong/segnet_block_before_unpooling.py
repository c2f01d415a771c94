"""The blocks stand before the unpooling, not behind it.

fails: test_segnet_unpools_to_the_maxima, test_segnet_puts_out_logits
"""


# %% segnet
class SegNet(nn.Module):
    def __init__(self, channels=(16, 32, 64)):
        super().__init__()
        self.encoders = nn.ModuleList(DoubleConv(a, b) for a, b in pairwise((1, *channels)))
        self.decoders = nn.ModuleList(DoubleConv(b, b) for b in channels)
        self.narrow = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in pairwise((channels[0], *channels)))
        self.head = nn.Conv2d(channels[0], 1, 1)

    def forward(self, x):
        places = []
        for encoder in self.encoders:
            x, indices = F.max_pool2d(encoder(x), 2, return_indices=True)
            places.append(indices)
        for decoder, narrow in zip(reversed(self.decoders), reversed(self.narrow)):
            x = narrow(F.max_unpool2d(decoder(x), places.pop(), 2))
        return self.head(x)
