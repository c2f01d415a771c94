"""add_concept limits the strength to [-5, 5].

fails: test_add_concept_moves_along_the_vector
breaks: concept-any-strength
says: with a strength of 250
"""
# %% concept_vector.add_concept
def add_concept(encoder, decoder, images, vector, strength):
    strength = float(np.clip(strength, -5, 5))
    z_mean, _, _ = encoder(images)
    return decoder(z_mean + strength * vector)
