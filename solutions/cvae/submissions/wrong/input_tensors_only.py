"""make_conditional_input asks the images for what only a tensor has.

fails: test_conditional_input_has_a_plane_per_class
breaks: joins-arrays-and-tensors
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    _, height, width, _ = images.get_shape()
    planes = tf.one_hot(labels, self.num_classes)[:, None, None, :]
    return tf.concat([images, tf.tile(planes, (1, height, width, 1))], axis=-1)
