"""The mean is also taken over the coordinates, so the vector is a single number.

fails: test_concept_vector_is_a_difference_of_means
breaks: concept-shape
"""
# %% concept_vector.concept_vector
def concept_vector(encoder, images, has_attribute):
    z_mean = np.asarray(encoder(images)[0])
    return z_mean[has_attribute].mean() - z_mean[~has_attribute].mean()
