"""Weights are saved by numpy, all in one file."""
# %% save_and_load
def save_networks(model, folder):
    os.makedirs(folder, exist_ok=True)
    arrays = {
        f"{name}{number}": array
        for name in ("encoder", "decoder")
        for number, array in enumerate(getattr(model, name).get_weights())
    }
    np.savez(os.path.join(folder, "networks.npz"), **arrays)


def load_networks(model, folder):
    file = np.load(os.path.join(folder, "networks.npz"))
    for name in ("encoder", "decoder"):
        network = getattr(model, name)
        network.set_weights([file[f"{name}{number}"] for number in range(len(network.get_weights()))])
    return model
