"""Weights are pickled, in a helper for both networks."""
# %% save_and_load
import pickle


def save_networks(model, folder):
    folder = Path(folder)
    if not folder.exists():
        folder.mkdir(parents=True)
    with open(folder / "weights.pickle", "wb") as file:
        pickle.dump([network.get_weights() for network in networks_of(model)], file)


def networks_of(model):
    return model.encoder, model.decoder


def load_networks(model, folder):
    for network, arrays in zip(networks_of(model), pickle.loads((Path(folder) / "weights.pickle").read_bytes())):
        network.set_weights(arrays)
    return model
