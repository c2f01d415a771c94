"""The statistics of normalisation are not saved.

fails: test_loading_gives_the_saved_weights
breaks: saves-all-weights
"""
# %% save_and_load
def save_networks(model, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name in ("encoder", "decoder"):
        weights = getattr(model, name).trainable_weights
        np.savez(Path(folder) / f"{name}.npz", *[np.array(w) for w in weights])


def load_networks(model, folder):
    for name in ("encoder", "decoder"):
        saved = np.load(Path(folder) / f"{name}.npz")
        for w, key in zip(getattr(model, name).trainable_weights, saved.files):
            w.assign(saved[key])
    return model
