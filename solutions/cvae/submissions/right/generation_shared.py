"""change_label and class_grid share a decoding helper in an extra cell; reconstruct is a special case of it."""
# %% extra after=test_save_and_load
def decode_as(model, z, labels):
    return model.decoder(model.make_conditional_latent(z, labels))
# %% class_grid
def class_grid(model, z):
    rows, classes = np.indices((z.shape[0], model.num_classes))
    return decode_as(model, z[rows.ravel()], classes.ravel())
# %% change_label
def change_label(model, images, labels, new_labels):
    z_mean, z_log_var, z = model.encoder(model.make_conditional_input(images=images, labels=labels))
    return decode_as(model, z=z_mean, labels=new_labels)
# %% recognised_share
def recognised_share(probabilities, labels):
    best = np.asarray(probabilities).argsort(axis=1)[:, -1]
    return np.count_nonzero(best == np.asarray(labels)) / best.size
