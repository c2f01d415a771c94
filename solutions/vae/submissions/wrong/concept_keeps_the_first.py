"""concept_vector and add_concept keep the descriptions of the first call.

fails: test_concept_vector_is_a_difference_of_means
breaks: concept-difference
says: In a second call
"""
# %% concept_vector.concept_vector
def concept_vector(encoder, images, has_attribute):
    if not hasattr(concept_vector, "kept"):
        z = np.asarray(encoder(images)[0])
        concept_vector.kept = z[np.asarray(has_attribute)].mean(0) - z[~np.asarray(has_attribute)].mean(0)
    return concept_vector.kept
