"""The folder cannot be given as text.

fails: test_saving_overwrites
breaks: folder-text-or-path
"""
# %% save_and_load
def save_networks(model, folder):
    folder.mkdir(parents=True, exist_ok=True)
    model.encoder.save_weights(folder / "encoder.weights.h5")
    model.decoder.save_weights(folder / "decoder.weights.h5")


def load_networks(model, folder):
    model.encoder.load_weights(folder / "encoder.weights.h5")
    model.decoder.load_weights(folder / "decoder.weights.h5")
    return model
