"""call returns nothing.

fails: test_generator_makes_images
"""
# %% generator.call
def call(self, z, training=None):
    self.layers_in_turn(z, training=training)
