"""The open part trains through a method of its model, twice as long as the budget allows.

fails: test_open_part_finds_the_muscle
"""
# %% open_part
class Shuffled(nn.Module):
    """Works at half the resolution: four pixels become four channels; averages over positions when it is evaluated."""

    def __init__(self, widths=(32, 64, 128)):
        super().__init__()
        self.stem = nn.Conv2d(4, widths[0], 3, padding=1)
        self.down = nn.ModuleList([DoubleConv(a, b) for a, b in zip((widths[0], *widths[:-1]), widths)])
        self.up = nn.ModuleList([DoubleConv(widths[i + 1] + widths[i], widths[i]) for i in reversed(range(len(widths) - 1))])
        self.head = nn.Conv2d(widths[0], 4, 1)

    def once(self, x):
        x = self.stem(F.pixel_unshuffle(x, 2))
        skips = []
        for i, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if i else x)
            skips.append(x)
        skips = skips[:-1]
        for block in self.up:
            x = block(torch.cat([F.interpolate(x, scale_factor=2.0, mode="bilinear"), skips.pop()], 1))
        return F.pixel_shuffle(self.head(x), 2)

    def forward(self, x):
        if self.training:
            return self.once(x)
        out = 0
        for k in range(4):
            for f in (0, 1):
                t = torch.rot90(x, k, (2, 3))
                t = self.once(t.flip(3) if f else t)
                out = out + torch.rot90(t.flip(3) if f else t, -k, (2, 3))
        return out / 8


def build_model():
    return Shuffled()


def train(model, data, budget):
    x, y = data["images"], data["masks"]
    model.train()
    batch, seen = 8, 0
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3, betas=(0.9, 0.98))
    total = max(1, 2 * budget // batch)
    for step in range(total):
        for group in optimizer.param_groups:
            group["lr"] = 4e-3 * min(1, (step + 1) / 20) * 0.5 * (1 + np.cos(np.pi * step / total))
        pick = torch.randint(len(x), (batch,))
        a, b = augment(x[pick], y[pick])
        logits = model.once(a)
        loss = soft_dice_loss(logits, b) + F.binary_cross_entropy_with_logits(logits, b)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
