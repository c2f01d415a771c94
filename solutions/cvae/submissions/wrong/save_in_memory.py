"""The weights are kept in a variable, not in files.

fails: test_loading_gives_the_saved_weights
breaks: files-are-enough
"""
# %% save_and_load
kept = {}


def save_networks(model, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    kept[str(folder)] = [model.encoder.get_weights(), model.decoder.get_weights()]

def load_networks(model, folder):
    model.encoder.set_weights(kept[str(folder)][0])
    model.decoder.set_weights(kept[str(folder)][1])
    return model
