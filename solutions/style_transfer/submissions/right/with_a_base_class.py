"""A base class keeps what is handed over; the losses come from methods, in an ordered dictionary; zero weights are skipped in the total."""
# %% extra after=total_variation_loss
from collections import OrderedDict


class Pictured:
    def __init__(self, network, **options):
        self.network = network
        for name, value in options.items():
            setattr(self, name, value)

    def seen(self, picture):
        return self.network(preprocess(picture))


# %% style_transfer
class StyleTransfer(Pictured):
    def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0, *, name="transfer"):
        super().__init__(network, content_layer=content_layer, style_weights=list(style_weights), alpha=alpha, beta=beta, gamma=gamma, name=name)
        self.content_target = self.seen(content)[content_layer]
        self.style_targets = [gram_matrix(maps) for maps in self.seen(style)]

    def losses(self, image):
        maps = self.seen(image)
        losses = OrderedDict()
        losses["variation"] = total_variation_loss(image)
        losses["content"] = content_loss(maps[self.content_layer], self.content_target)
        losses["style"] = style_loss(maps, self.style_targets, self.style_weights)
        weights = {"content": self.alpha, "style": self.beta, "variation": self.gamma}
        losses["total"] = tf.add_n([weight * losses[name] for name, weight in weights.items() if weight] or [0.0 * losses["content"]])
        return losses
