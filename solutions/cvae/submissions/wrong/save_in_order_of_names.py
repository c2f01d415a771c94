"""Arrays are read in the order of their names, in which 10 comes before 2.

fails: test_loading_gives_the_saved_weights
breaks: loads-the-weights
"""
# %% save_and_load
def save_networks(model, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name in ("encoder", "decoder"):
        for number, array in enumerate(getattr(model, name).get_weights()):
            np.save(Path(folder) / f"{name}_{number}.npy", array)


def load_networks(model, folder):
    for name in ("encoder", "decoder"):
        files = sorted(Path(folder).glob(f"{name}_*.npy"))
        getattr(model, name).set_weights([np.load(file) for file in files])
    return model
