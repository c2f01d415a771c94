"""Keeps networks, losses and optimisers that questions bring along, and passes them off as its own solutions.

base: untouched
score: 0
"""
# %% extra after=test_steering
import labkit.probe.tensorflow_backend as backend

names = get_ipython().user_ns
honest = dict(backend.HELPERS)


def thief(name):
    def steal(*args, **kwargs):
        value = honest[name](*args, **kwargs)
        if name == "named_squares":
            for stolen in ("class_loss", "acgan_discriminator_loss", "acgan_generator_loss"):
                names[stolen] = value
        if name == "network":
            names["ConditionalGenerator"] = names["MultitaskDiscriminator"] = lambda *a, **k: value
            names["ConditionalGAN"] = lambda generator, discriminator, *a, **k: generator
            names["class_probabilities"] = lambda d, x: value(x)
        return value

    return steal


backend.HELPERS.update({name: thief(name) for name in honest})
names["accuracy"] = lambda d, x, y: 0.5
names["class_grid"] = lambda g, z, classes=10: g([np.repeat(z, classes, axis=0), np.zeros((len(z) * classes, classes))])
names["walk_in_z"] = lambda g, z0, z1, label, n, classes=10: g([np.tile(z0, (n, 1)), np.zeros((n, classes))])
names["walk_between_classes"] = names["walk_in_z"]
