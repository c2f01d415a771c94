"""The model is saved and loaded as a whole, by its own methods: its networks are built, so that it counts as built too."""
# %% save_and_load
def save_networks(model, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    model.built = True
    model.save_weights(Path(folder) / "all.weights.h5", overwrite=True)


def load_networks(model, folder):
    model.built = True
    model.load_weights(Path(folder) / "all.weights.h5")
    return model
