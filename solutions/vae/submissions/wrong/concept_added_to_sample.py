"""add_concept edits the noisy z instead of z_mean.

fails: test_add_concept_moves_along_the_vector
breaks: concept-added
"""
# %% concept_vector.add_concept
def add_concept(encoder, decoder, images, vector, strength):
    _, _, z = encoder(images)
    return decoder(z + strength * vector)
