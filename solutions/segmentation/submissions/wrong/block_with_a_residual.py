"""A tenth of the first half is added to the second.

fails: test_block_has_two_relus
breaks: relu-twice, normalised-twice
says: is something added past
"""
# %% double_conv
class DoubleConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.one = nn.Conv2d(in_channels, out_channels, 3, padding=1)
        self.two = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.norms = nn.ModuleList([nn.BatchNorm2d(out_channels), nn.BatchNorm2d(out_channels)])

    def forward(self, x):
        x = F.relu(self.norms[0](self.one(x)))
        return F.relu(self.norms[1](self.two(x)) + 0.1 * x)
