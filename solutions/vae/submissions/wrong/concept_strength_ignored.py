"""add_concept adds the vector as it is: strength has no effect.

fails: test_add_concept_moves_along_the_vector
breaks: concept-added
"""
# %% concept_vector.add_concept
def add_concept(encoder, decoder, images, vector, strength):
    return decoder(encoder(images)[0] + vector)
