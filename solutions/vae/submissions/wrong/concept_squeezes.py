"""One image alone loses its axis on its way through add_concept.

fails: test_add_concept_moves_along_the_vector
breaks: edited-images
"""
# %% concept_vector.add_concept
def add_concept(encoder, decoder, images, vector, strength):
    z_mean = np.squeeze(encoder(images)[0])
    return decoder(z_mean + strength * vector)
