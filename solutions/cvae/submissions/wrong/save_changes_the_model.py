"""Saving sets the weights of the saved model to zero.

fails: test_loading_gives_the_saved_weights
breaks: saving-changes-nothing
"""
# %% save_and_load
def save_networks(model, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model.encoder.save_weights(folder / "encoder.weights.h5")
    model.decoder.save_weights(folder / "decoder.weights.h5")
    for network in (model.encoder, model.decoder):
        network.set_weights([0 * a for a in network.get_weights()])


def load_networks(model, folder):
    model.encoder.load_weights(Path(folder) / "encoder.weights.h5")
    model.decoder.load_weights(Path(folder) / "decoder.weights.h5")
    return model
