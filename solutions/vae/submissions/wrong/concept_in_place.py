"""The vector is scaled in place by the strength.

fails: test_add_concept_moves_along_the_vector
breaks: concept-stays
"""
# %% concept_vector.add_concept
def add_concept(encoder, decoder, images, vector, strength):
    vector *= strength
    return decoder(encoder(images)[0] + vector)
