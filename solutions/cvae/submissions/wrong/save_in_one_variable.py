"""The weights are kept in one variable for all models.

fails: test_loading_gives_the_saved_weights
breaks: files-are-enough
"""
# %% save_and_load
kept = []


def save_networks(model, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    kept[:] = [model.encoder.get_weights(), model.decoder.get_weights()]

def load_networks(model, folder):
    model.encoder.set_weights(kept[0])
    model.decoder.set_weights(kept[1])
    return model
