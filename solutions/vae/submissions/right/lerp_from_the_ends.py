"""tf.linspace between the two; concept vectors by weights, in double precision."""
# %% interpolate
def interpolate(z0, z1, n):
    return tf.linspace(tf.convert_to_tensor(z0), tf.convert_to_tensor(z1), n)


# %% concept_vector
def concept_vector(encoder, images, has_attribute):
    w = np.asarray(has_attribute, "float64")
    z_mean, *_ = encoder(images, training=False)
    z_mean = np.asarray(z_mean, "float64")
    return w @ z_mean / w.sum() - (1 - w) @ z_mean / (1 - w).sum()


def add_concept(encoder, decoder, images, vector, strength):
    z_mean = np.asarray(encoder(images)[0]) + float(strength) * np.asarray(vector)
    return decoder.predict(z_mean, verbose=0)
