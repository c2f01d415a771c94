"""Each gradient is clipped to the norm 50.

fails: test_train_step_moves_the_decoder
says: Where the gradient is large
"""
# %% conditional_vae.train_step
    def train_step(self, data):
        images, labels = data
        x = self.make_conditional_input(images, labels)
        with tf.GradientTape() as tape:
            m, v, z = self.encoder(x, training=True)
            rec = reconstruction_loss(images, self.decoder(self.make_conditional_latent(z, labels), training=True))
            kl = kl_divergence(m, v)
            loss = rec + kl
        grads = tape.gradient(loss, self.trainable_weights)
        grads = [tf.clip_by_norm(g, 50.0) for g in grads]
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        return self.report(rec, kl)
