"""What is in the folder already is left as it is.

fails: test_saving_overwrites
breaks: saving-overwrites
"""
# %% save_and_load
def save_networks(model, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        return
    model.encoder.save_weights(folder / "encoder.weights.h5")
    model.decoder.save_weights(folder / "decoder.weights.h5")


def load_networks(model, folder):
    model.encoder.load_weights(Path(folder) / "encoder.weights.h5")
    model.decoder.load_weights(Path(folder) / "decoder.weights.h5")
    return model
