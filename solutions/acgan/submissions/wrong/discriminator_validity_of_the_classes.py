"""The validity is made from the class logits: it has no head of its own.

fails: test_heads_share_a_body
"""
# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.body = keras.Sequential(
            [
                layers.Conv2D(24, 4, strides=2, padding="same"),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Conv2D(48, 4, strides=2, padding="same"),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Flatten(),
            ]
        )
        self.class_head = layers.Dense(classes)

    def call(self, images, training=False):
        class_logits = self.class_head(self.body(images, training=training))
        return ops.logsumexp(class_logits, axis=1, keepdims=True) - 2.0, class_logits
