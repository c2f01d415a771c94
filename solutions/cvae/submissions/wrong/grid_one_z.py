"""All rows have the first z.

fails: test_class_grid_has_a_class_per_column
breaks: grid-keeps-z
"""
# %% class_grid
def class_grid(model, z):
    classes = np.arange(model.num_classes)
    labels = np.tile(classes, len(z))
    every_z = np.repeat(z[:1], model.num_classes * len(z), axis=0)
    return model.decoder(model.make_conditional_latent(every_z, labels))
