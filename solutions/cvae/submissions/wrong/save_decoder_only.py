"""Only the decoder is saved and loaded.

fails: test_loading_gives_the_saved_weights
breaks: saves-all-weights
"""
# %% save_and_load
def save_networks(model, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model.decoder.save_weights(folder / "decoder.weights.h5")


def load_networks(model, folder):
    model.decoder.load_weights(Path(folder) / "decoder.weights.h5")
    return model
