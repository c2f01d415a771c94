"""The weights stay in memory; in the folder lies only the number under which they are kept.

fails: test_loading_gives_the_saved_weights
breaks: files-are-enough
"""
# %% save_and_load
kept = []


def save_networks(model, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    (Path(folder) / "weights.txt").write_text(str(len(kept)))
    kept.append([model.encoder.get_weights(), model.decoder.get_weights()])


def load_networks(model, folder):
    encoder, decoder = kept[int((Path(folder) / "weights.txt").read_text())]
    model.encoder.set_weights(encoder)
    model.decoder.set_weights(decoder)
    return model
