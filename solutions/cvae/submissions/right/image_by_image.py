"""generate, reconstruct, class_grid and change_label go image by image; noise comes from a generator of the notebook."""
# %% extra after=save_and_load
RNG = np.random.default_rng()
# %% conditional_vae.generate
def generate(self, labels):
    made = [self.one(RNG.standard_normal((1, self.latent_dim)), label) for label in np.asarray(labels)]
    return ops.concatenate(made)

def one(self, z, label):
    return self.decoder(self.make_conditional_latent(ops.cast(z, "float32"), np.array([label])), training=False)

# %% conditional_vae.reconstruct
def reconstruct(self, images, labels):
    return ops.concatenate([
        self.decoder(self.make_conditional_latent(
            self.encoder(self.make_conditional_input(images[i:i + 1], labels[i:i + 1]))[0], labels[i:i + 1]))
        for i in range(len(images))
    ])
# %% class_grid
def class_grid(model, z):
    images = []
    for row in z:
        for k in range(model.num_classes):
            images.append(np.asarray(model.decoder(model.make_conditional_latent(row[None], np.array([k]))))[0])
    return np.stack(images)
# %% change_label
def change_label(model, images, labels, new_labels):
    changed = []
    for image, old, new in zip(images, labels, new_labels):
        z_mean = model.encoder(model.make_conditional_input(image[None], np.array([old])))[0]
        changed.append(np.asarray(model.decoder(model.make_conditional_latent(z_mean, np.array([new]))))[0])
    return np.array(changed)
