"""The weights are rounded to one digit.

fails: test_loading_gives_the_saved_weights
breaks: loads-the-weights
"""
# %% save_and_load
def save_networks(model, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "weights.npz", *[np.round(a, 1) for a in model.encoder.get_weights() + model.decoder.get_weights()])


def load_networks(model, folder):
    with np.load(Path(folder) / "weights.npz") as file:
        arrays = [file[f"arr_{k}"] for k in range(len(file.files))]
    many = len(model.encoder.get_weights())
    model.encoder.set_weights(arrays[:many])
    model.decoder.set_weights(arrays[many:])
    return model
