"""Its layers are kept in Python lists.

fails: test_segnet_can_learn
"""


# %% segnet
class SegNet(nn.Module):
    def __init__(self, channels=(16, 32, 64)):
        super().__init__()
        self.encoders = [DoubleConv(a, b) for a, b in pairwise((1, *channels))]
        self.decoders = [DoubleConv(b, a) for a, b in pairwise((channels[0], *channels))]
        self.head = nn.Conv2d(channels[0], 1, 1)

    def forward(self, x):
        places, features = [], []
        for encoder in self.encoders:
            x = encoder(x)
            features.append(x)
            x, indices = F.max_pool2d(x, 2, return_indices=True)
            places.append(indices)
        for level in range(len(places) - 1, -1, -1):
            x = F.max_unpool2d(x, places[level], 2)
            x = self.decoders[level](x)
        return self.head(x)
