"""Strengths beyond two count as two.

fails: test_add_concept_moves_along_the_vector
"""
# %% concept_vector.add_concept
def add_concept(encoder, decoder, images, vector, strength):
    return decoder(encoder(images)[0] + np.clip(strength, -2, 2) * vector)
