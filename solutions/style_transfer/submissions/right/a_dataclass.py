"""StyleTransfer is a dataclass with a field more than asked for, its targets made behind its own __init__."""
# %% style_transfer
import dataclasses
from typing import Any


@dataclasses.dataclass
class StyleTransfer:
    network: Any
    content: Any
    style: Any
    content_layer: int
    style_weights: list
    alpha: float = 1.0
    beta: float = 1.0
    gamma: float = 0.0
    verbose: bool = False

    def __post_init__(self):
        self.content_target = self.network(preprocess(self.content))[self.content_layer]
        self.style_targets = tuple(map(gram_matrix, self.network(preprocess(self.style))))

    def losses(self, image):
        maps = self.network(preprocess(image))
        parts = {
            "content": (self.alpha, content_loss(maps[self.content_layer], self.content_target)),
            "style": (self.beta, style_loss(maps, self.style_targets, self.style_weights)),
            "variation": (self.gamma, total_variation_loss(image)),
        }
        return {name: loss for name, (_, loss) in parts.items()} | {"total": sum(weight * loss for weight, loss in parts.values())}
