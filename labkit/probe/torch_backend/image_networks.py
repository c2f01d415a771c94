"""The PyTorch probe's helpers for networks that turn images into images.

What they bring along is of no use as a solution: the stand-in for a block is no two convolutions, and the small
network is made of weights that know nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from labkit.probe.noise import own_generator


class Recorder:
    """`block(in_channels, out_channels)` is a stand-in for a block of a network; `seen` is what its objects were called with.

    A block mixes channels, pixel by pixel. Its weights depend on its numbers of channels alone, so that they are
    the same in whatever order a network makes its blocks; arguments of the student's own do nothing. Each call leaves {"channels", "x", "y"} in `seen`.
    """

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        seen = self.seen

        class Block(nn.Module):
            def __init__(self, in_channels: int, out_channels: int, *others: Any, **named: Any) -> None:
                super().__init__()
                rng = own_generator([in_channels, out_channels])
                self.channels = np.array([in_channels, out_channels])
                self.mix = nn.Conv2d(in_channels, out_channels, 1)
                self.mix.weight.data = _normal(rng, (out_channels, in_channels, 1, 1), in_channels**-0.5)
                self.mix.bias.data = _normal(rng, (out_channels,), 0.3)

            def forward(self, x: torch.Tensor) -> torch.Tensor:
                y = torch.tanh(self.mix(x))
                seen.append({"channels": self.channels, "x": x.detach(), "y": y.detach()})
                return y

        self.block = Block


def recorder() -> Recorder:
    """A stand-in for a class of blocks that keeps what its objects are called with, see Recorder."""
    return Recorder()


class Pixelwise(nn.Module):
    """Images (n, 1, H, W) -> numbers (n, 1, H, W), through batch normalisation: training and evaluation differ.

    ``calls`` holds, for each call, whether it was in training mode and whether it recorded gradients.
    """

    def __init__(self, seed: int, gain: float = 1.0) -> None:
        super().__init__()
        rng = own_generator(seed)
        self.calls: list[dict[str, bool]] = []
        # before a normalisation a bias would have no gradient
        self.first = nn.Conv2d(1, 3, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(3)
        self.last = nn.Conv2d(3, 1, 1)
        self.first.weight.data = _normal(rng, self.first.weight.shape, 0.4)
        self.last.weight.data = _normal(rng, self.last.weight.shape, gain)
        self.last.bias.data.zero_()  # logits of both signs
        self.norm.running_mean = _normal(rng, (3,), 0.3)
        self.norm.running_var = 0.5 + torch.from_numpy(rng.random(3).astype("float32"))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Images (n, 1, H, W) -> numbers (n, 1, H, W)."""
        self.calls.append({"training": self.training, "gradients": torch.is_grad_enabled()})
        return self.last(torch.tanh(self.norm(self.first(x))))


def pixelwise(seed: int, gain: float = 1.0, evaluation: bool = False) -> nn.Module:
    """A small network for images with known weights, see Pixelwise; in evaluation mode, if asked for."""
    return Pixelwise(seed, gain).train(not evaluation)


def dirty(model: nn.Module, seed: int) -> nn.Module:
    """``model`` with gradients left over in every weight, as after a backward pass of another batch."""
    rng = own_generator(seed)
    for p in model.parameters():
        p.grad = _normal(rng, p.shape, 1.0)
    return model


def without_biases(model: nn.Module) -> nn.Module:
    """``model`` with every bias 0."""
    for name, p in model.named_parameters():
        if name.endswith("bias"):
            p.data.zero_()
    return model


def counted(model: nn.Module) -> dict[str, Any]:
    """{"model", "slices"}: the model, and a list of how many images it, or any other model, is shown in training.

    See Shown. Looking ends with the kernel.
    """
    shown = Shown(model)
    nn.modules.module.register_module_forward_pre_hook(shown.enter)
    nn.modules.module.register_module_forward_hook(shown.leave, always_call=True)
    return {"model": model, "slices": shown.slices}


class Shown:
    """How many images models are shown while they learn: in training mode, or with gradients, whichever model it is.

    A model's parts may be called by themselves, one after another: then the images are those of the part that is shown
    most. What has no weights, a loss for example, is shown nothing. slices: one number for each model that was called
    """

    def __init__(self, model: nn.Module) -> None:
        self.model, self.parts = model, set(model.modules()) - {model}
        self.inside = 0
        self.counts: dict[nn.Module, int] = {}
        self.slices: list[int] = []

    def enter(self, module: nn.Module, inputs: tuple) -> None:
        """Before a module is called: counts what is not called by another module."""
        self.inside += 1
        learning = module.training or torch.is_grad_enabled()
        if self.inside > 1 or not learning or not inputs or next(module.parameters(), None) is None:
            return
        self.counts[module] = self.counts.get(module, 0) + len(inputs[0])
        of_parts = [n for one, n in self.counts.items() if one in self.parts]
        whole = self.counts.get(self.model, 0) + max(of_parts, default=0)
        others = [n for one, n in self.counts.items() if one not in self.parts | {self.model}]
        self.slices[:] = [whole, *others]

    def leave(self, module: nn.Module, inputs: tuple, output: Any) -> None:
        """After a module was called, or has raised."""
        self.inside -= 1


def predictions(model: nn.Module, trained: Any, images: torch.Tensor) -> torch.Tensor:
    """What the trained model says of images: ``trained`` itself, or ``model`` where that is no model.

    In evaluation mode, without gradients, 32 images at a time.
    """
    model = trained if isinstance(trained, nn.Module) else model
    model.eval()
    with torch.no_grad():
        return torch.cat([model(part) for part in images.split(32)])


def _normal(rng: np.random.Generator, shape: tuple[int, ...], scale: float) -> torch.Tensor:
    return torch.from_numpy(rng.normal(0, scale, tuple(shape)).astype("float32"))


EXTRA = (recorder, pixelwise, dirty, without_biases, counted, predictions)
