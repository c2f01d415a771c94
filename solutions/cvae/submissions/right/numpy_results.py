"""Generation works with numpy and gives numpy arrays."""
# %% conditional_vae.generate
def generate(self, labels):
    labels = np.asarray(labels)
    z = np.random.normal(size=(labels.size, self.latent_dim)).astype("float32")
    return self.decoder(self.make_conditional_latent(z, labels)).numpy()
# %% conditional_vae.reconstruct
def reconstruct(self, images, labels):
    mean = self.encoder(self.make_conditional_input(images, labels))[0]
    return np.asarray(self.decoder(self.make_conditional_latent(mean, labels)))
# %% class_grid
def class_grid(model, z):
    rows = []
    for row in z:
        codes = np.arange(model.num_classes)
        rows.append(np.asarray(model.decoder(model.make_conditional_latent(np.stack([row] * len(codes)), codes))))
    return np.concatenate(rows)
# %% change_label
def change_label(model, images, labels, new_labels):
    images = np.asarray(images, dtype="float32")
    outputs = model.encoder(model.make_conditional_input(images, np.asarray(labels)))
    return np.asarray(model.decoder(model.make_conditional_latent(np.asarray(outputs[0]), np.asarray(new_labels))))
# %% recognised_share
def recognised_share(probabilities, labels):
    return sum(int(p.argmax()) == int(k) for p, k in zip(probabilities, labels)) / len(labels)
