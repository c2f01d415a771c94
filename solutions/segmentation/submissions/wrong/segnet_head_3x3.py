"""The head is a 3×3 convolution.

fails: test_segnet_puts_out_logits
"""
# %% segnet
class SegNet(nn.Module):
    def __init__(self, channels=(16, 32, 64)):
        super().__init__()
        self.encoders = nn.ModuleList(DoubleConv(a, b) for a, b in pairwise((1, *channels)))
        self.decoders = nn.ModuleList(DoubleConv(b, a) for a, b in pairwise((channels[0], *channels)))
        self.head = nn.Conv2d(channels[0], 1, 3, padding=1)

    def forward(self, x):
        places = []
        for encoder in self.encoders:
            x, indices = F.max_pool2d(encoder(x), 2, return_indices=True)
            places.append(indices)
        for decoder in reversed(self.decoders):
            x = decoder(F.max_unpool2d(x, places.pop(), 2))
        return self.head(x)
