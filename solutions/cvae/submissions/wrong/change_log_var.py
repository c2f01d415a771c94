"""z_log_var is decoded.

fails: test_change_label_encodes_with_the_old_and_decodes_with_the_new
breaks: change-decodes-the-mean
"""
# %% change_label
def change_label(model, images, labels, new_labels):
    z = model.encoder(model.make_conditional_input(images, labels))[1]
    return model.decoder(model.make_conditional_latent(z, new_labels))
