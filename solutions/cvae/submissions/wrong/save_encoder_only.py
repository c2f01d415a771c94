"""Only the encoder is saved and loaded.

fails: test_loading_gives_the_saved_weights
breaks: saves-all-weights
"""
# %% save_and_load
def save_networks(model, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model.encoder.save_weights(folder / "encoder.weights.h5")


def load_networks(model, folder):
    model.encoder.load_weights(Path(folder) / "encoder.weights.h5")
    return model
