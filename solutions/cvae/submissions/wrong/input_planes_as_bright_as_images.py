"""Label planes as bright as the brightest pixel of the batch.

fails: test_conditional_input_has_one_hot_planes
breaks: one-hot-planes
"""
# %% conditional_vae.make_conditional_input
    def make_conditional_input(self, images, labels):
        images = tf.convert_to_tensor(images)
        one_hot = tf.one_hot(labels, self.num_classes)[:, None, None, :]
        shape = tf.concat([tf.shape(images)[:3], [self.num_classes]], axis=0)
        return tf.concat([images, tf.broadcast_to(one_hot, shape) * tf.round(tf.reduce_max(images))], axis=-1)
