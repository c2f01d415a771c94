"""z and labels are both repeated.

fails: test_class_grid_has_a_class_per_column
breaks: grid-order
"""
# %% class_grid
def class_grid(model, z):
    classes = np.arange(model.num_classes)
    labels = np.repeat(classes, len(z))
    every_z = np.repeat(z, model.num_classes, axis=0)
    return model.decoder(model.make_conditional_latent(every_z, labels))
