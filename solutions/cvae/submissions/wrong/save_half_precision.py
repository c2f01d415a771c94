"""Weights are saved in half precision.

fails: test_loading_gives_the_saved_weights
breaks: loads-the-weights
"""
# %% save_and_load
def save_networks(model, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name in ("encoder", "decoder"):
        np.savez(Path(folder) / f"{name}.npz", *[w.astype("float16") for w in getattr(model, name).get_weights()])


def load_networks(model, folder):
    for name in ("encoder", "decoder"):
        saved = np.load(Path(folder) / f"{name}.npz")
        getattr(model, name).set_weights([saved[key].astype("float32") for key in saved.files])
    return model
