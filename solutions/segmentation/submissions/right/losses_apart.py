"""Two backward passes, one for each loss; gradients cleared by hand; mixed return types."""


# %% train_step
def train_step(model, optimizer, images, masks):
    model.train()
    for parameter in model.parameters():
        parameter.grad = None
    logits = model(images)
    first, second = soft_dice_loss(logits, masks), F.binary_cross_entropy_with_logits(logits, masks)
    first.backward(retain_graph=True)
    second.backward()
    optimizer.step()
    return first.item() + second.item()


# %% occlusion_sensitivity
def occlusion_sensitivity(model, image, mask, size=8, stride=4):
    model.eval()
    keep = torch.ones(0, *image.shape)
    height, width = image.shape[-2:]
    tops = torch.arange(0, height - size + 1, stride)
    lefts = torch.arange(0, width - size + 1, stride)
    for top in tops:
        for left in lefts:
            one = torch.ones(1, *image.shape)
            one[..., top : top + size, left : left + size] = 0
            keep = torch.cat([keep, one])
    with torch.no_grad():
        covered = (model(image * keep) > 0).float()
        whole = (model(image[None]) > 0).float()
    scores = dice_coefficient(covered, mask[None].repeat(len(keep), 1, 1, 1))
    return (dice_coefficient(whole, mask[None]) - scores).view(len(tops), len(lefts)).tolist()
