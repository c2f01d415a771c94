"""Strengths beyond two count as two.

fails: test_add_concept_moves_along_the_vector
breaks: concept-any-strength
"""
# %% concept_vector.add_concept
def add_concept(encoder, decoder, images, vector, strength):
    return decoder(encoder(images)[0] + np.clip(strength, -2, 2) * vector)
