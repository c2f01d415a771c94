"""Outputs are left in [-1, 1].

fails: test_to_images_is_the_way_back
"""
# %% scaling.to_images
def to_images(outputs):
    return outputs
