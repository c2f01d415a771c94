"""load_networks returns another model than it was given.

fails: test_load_returns_the_model
"""
# %% save_and_load
def save_networks(model, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model.encoder.save_weights(folder / "encoder.weights.h5")
    model.decoder.save_weights(folder / "decoder.weights.h5")


def load_networks(model, folder):
    model.encoder.load_weights(Path(folder) / "encoder.weights.h5")
    model.decoder.load_weights(Path(folder) / "decoder.weights.h5")
    return ConditionalVAE(model.encoder, model.decoder, model.latent_dim, model.num_classes)
