"""The open part is made of the cells above and a helper cell: a U-Net on the inner pixels, averaged over turns."""


# %% extra after=test_occlusion_sensitivity
def every_way(network, x):
    """Logits averaged over the eight ways to turn and mirror an image."""
    total = 0
    for turns in range(4):
        for back in (lambda z: z, lambda z: z.flip(-1)):
            total = total + torch.rot90(back(network(back(torch.rot90(x, turns, (2, 3))))), -turns, (2, 3))
    return total / 8


# %% open_part
class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.unet = UNet(channels=(12, 24, 48, 96))

    def forward(self, x):
        if self.training:
            return self.unet(x)
        inside = every_way(self.unet, x[..., 8:56, 8:56])
        return F.pad(inside, (8, 8, 8, 8), value=-20.0)


def build_model():
    return Inner()


def train(model, data, budget):
    batch, steps = 8, budget // 8
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=steps, pct_start=0.2)
    waiting = []
    for _ in range(steps):
        if len(waiting) < batch:
            waiting += torch.randperm(len(data["images"])).tolist()
        chosen, waiting = waiting[:batch], waiting[batch:]
        images, masks = augment(data["images"][chosen], data["masks"][chosen], shift=5)
        train_step(model, optimizer, images[..., 8:56, 8:56], masks[..., 8:56, 8:56])
        schedule.step()
