"""add_concept returns the edited description without decoding it.

fails: test_add_concept_moves_along_the_vector
breaks: edited-images
"""
# %% concept_vector.add_concept
def add_concept(encoder, decoder, images, vector, strength):
    return encoder(images)[0] + strength * vector
