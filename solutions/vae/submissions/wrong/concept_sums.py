"""The vector is a difference of sums, not of means.

fails: test_concept_vector_is_a_difference_of_means
breaks: concept-difference
"""
# %% concept_vector.concept_vector
def concept_vector(encoder, images, has_attribute):
    z_mean = np.asarray(encoder(images)[0])
    return z_mean[has_attribute].sum(axis=0) - z_mean[~has_attribute].sum(axis=0)
