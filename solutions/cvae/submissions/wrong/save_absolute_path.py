"""The folder holds the absolute path of the weights, which is no longer theirs when the folder was moved.

fails: test_loading_gives_the_saved_weights
breaks: folder-may-be-moved
"""
# %% save_and_load
def save_networks(model, folder):
    folder = Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    model.encoder.save_weights(folder / "encoder.weights.h5")
    model.decoder.save_weights(folder / "decoder.weights.h5")
    (folder / "where.txt").write_text(str(folder))


def load_networks(model, folder):
    folder = Path((Path(folder) / "where.txt").read_text())
    model.encoder.load_weights(folder / "encoder.weights.h5")
    model.decoder.load_weights(folder / "decoder.weights.h5")
    return model
