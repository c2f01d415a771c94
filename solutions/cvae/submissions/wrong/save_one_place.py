"""The weights are always written to one place, whatever the folder is.

fails: test_saving_makes_the_folder
"""
# %% save_and_load
def save_networks(model, folder):
    folder = Path("cvae")
    folder.mkdir(parents=True, exist_ok=True)
    model.encoder.save_weights(folder / "encoder.weights.h5")
    model.decoder.save_weights(folder / "decoder.weights.h5")


def load_networks(model, folder):
    model.encoder.load_weights(Path("cvae") / "encoder.weights.h5")
    model.decoder.load_weights(Path("cvae") / "decoder.weights.h5")
    return model
