"""Images are brought to [-0.5, 0.5].

fails: test_to_network_fills_the_range_of_tanh
"""
# %% scaling.to_network
def to_network(images):
    return images - 0.5
