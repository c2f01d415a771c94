"""The folder is made, but not its parents.

fails: test_saving_makes_the_folder
"""
# %% save_and_load
def save_networks(model, folder):
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    model.encoder.save_weights(folder / "encoder.weights.h5")
    model.decoder.save_weights(folder / "decoder.weights.h5")


def load_networks(model, folder):
    model.encoder.load_weights(Path(folder) / "encoder.weights.h5")
    model.decoder.load_weights(Path(folder) / "decoder.weights.h5")
    return model
