"""The mean of all images is subtracted, not of those without the attribute.

fails: test_concept_vector_is_a_difference_of_means
breaks: concept-difference
"""
# %% concept_vector.concept_vector
def concept_vector(encoder, images, has_attribute):
    z_mean = np.asarray(encoder(images)[0])
    return z_mean[has_attribute].mean(axis=0) - z_mean.mean(axis=0)
