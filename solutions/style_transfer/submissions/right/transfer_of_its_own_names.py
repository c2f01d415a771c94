"""StyleTransfer calls what it keeps by names of its own, and has its weights in a dataclass."""
# %% style_transfer
from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    content: float
    style: float
    variation: float

    def total(self, losses):
        return sum(getattr(self, name) * losses[name] for name in ("content", "style", "variation"))


class StyleTransfer:
    def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
        self.network, self.layer = network, content_layer
        self.style_weights = tuple(style_weights)
        self.weights = Weights(alpha, beta, gamma)
        self.content_target = tf.stop_gradient(self.look(content)[content_layer])
        self.style_targets = list(map(gram_matrix, self.look(style)))

    def look(self, picture):
        return self.network(preprocess(tf.convert_to_tensor(picture)))

    def losses(self, image):
        maps = self.look(image)
        losses = dict(
            variation=total_variation_loss(image),
            style=style_loss(maps, self.style_targets, list(self.style_weights)),
            content=content_loss(maps[self.layer], self.content_target),
        )
        return losses | {"total": self.weights.total(losses)}
