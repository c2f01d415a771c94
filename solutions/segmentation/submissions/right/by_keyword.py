"""Everything is called by keyword: blocks, losses, measures."""


# %% unet
class UNet(nn.Module):
    def __init__(self, channels=(16, 32, 64, 128)):
        super().__init__()
        self.down, self.up, self.join = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for a, b in pairwise((1, *channels)):
            self.down.append(DoubleConv(in_channels=a, out_channels=b))
        for a, b in pairwise(channels):
            self.up.append(nn.ConvTranspose2d(in_channels=b, out_channels=a, kernel_size=2, stride=2))
            self.join.append(DoubleConv(in_channels=a + a, out_channels=a))
        self.head = nn.Conv2d(in_channels=channels[0], out_channels=1, kernel_size=1)

    def forward(self, x):
        skips = []
        for block in self.down:
            x = block(F.max_pool2d(input=x, kernel_size=2) if skips else x)
            skips.append(x)
        for level in range(len(self.up) - 1, -1, -1):
            x = self.join[level](torch.cat(tensors=[skips[level], self.up[level](x)], dim=1))
        return self.head(x)


# %% segnet
class SegNet(nn.Module):
    def __init__(self, channels=(16, 32, 64)):
        super().__init__()
        widths = [channels[0], *channels]
        self.down = nn.ModuleList(
            DoubleConv(in_channels=a, out_channels=b) for a, b in pairwise([1, *channels])
        )
        self.up = nn.ModuleList(DoubleConv(out_channels=a, in_channels=b) for a, b in pairwise(widths))
        self.head = nn.Conv2d(channels[0], 1, kernel_size=1)

    def forward(self, x):
        kept = []
        for block in self.down:
            x, index = F.max_pool2d(input=block(x), kernel_size=2, return_indices=True)
            kept.append(index)
        for block, index in zip(self.up[::-1], kept[::-1]):
            x = block(F.max_unpool2d(input=x, indices=index, kernel_size=2))
        return self.head(x)


# %% train_step
def train_step(model, optimizer, images, masks):
    model.train()
    optimizer.zero_grad()
    logits = model(images)
    dice = soft_dice_loss(logits=logits, target=masks, smooth=1.0)
    entropy = F.binary_cross_entropy_with_logits(input=logits, target=masks)
    loss = torch.stack([dice, entropy]).sum()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% evaluate
def evaluate(model, images, masks, patient, threshold=0.5):
    model.eval()
    result = {}
    with torch.no_grad():
        for number in sorted(set(patient.tolist())):
            mine = patient == number
            prediction = torch.where(torch.sigmoid(model(images[mine])) > threshold, 1.0, 0.0)
            result[number] = float(
                dice_coefficient(prediction=prediction, target=masks[mine], smooth=1.0).mean()
            )
    return result
