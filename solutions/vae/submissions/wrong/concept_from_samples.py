"""The vector is computed from z, with its noise, instead of from z_mean.

fails: test_concept_vector_is_a_difference_of_means
breaks: concept-of-the-means
"""
# %% concept_vector.concept_vector
def concept_vector(encoder, images, has_attribute):
    z = np.asarray(encoder(images)[2])
    return z[has_attribute].mean(axis=0) - z[~has_attribute].mean(axis=0)
