"""generate, reconstruct, class_grid, change_label call the networks in training mode.

fails: test_generate_decodes_the_prior_with_the_labels, test_reconstruct_decodes_the_mean_with_the_label, test_class_grid_has_a_class_per_column, test_change_label_encodes_with_the_old_and_decodes_with_the_new
breaks: reconstruct-outside-of-training, generate-outside-of-training, grid-outside-of-training, change-outside-of-training
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.normal((len(labels), self.latent_dim))
    return self.decoder(self.make_conditional_latent(z, labels), training=True)


# %% conditional_vae.reconstruct
def reconstruct(self, images, labels):
    z_mean, _, _ = self.encoder(self.make_conditional_input(images, labels), training=True)
    return self.decoder(self.make_conditional_latent(z_mean, labels), training=True)


# %% class_grid
def class_grid(model, z):
    k = model.num_classes
    zs, labels = np.repeat(z, k, axis=0), np.tile(np.arange(k), len(z))
    return model.decoder(model.make_conditional_latent(zs, labels), training=True)


# %% change_label
def change_label(model, images, labels, new_labels):
    z_mean = model.encoder(model.make_conditional_input(images, labels), training=True)[0]
    return model.decoder(model.make_conditional_latent(z_mean, new_labels), training=True)
