"""The gradients are clipped to a global norm of 100.

fails: test_train_step_moves_the_encoder, test_train_step_moves_the_decoder
"""
# %% vae_model.train_step
    def train_step(self, data):
        x = data[0] if isinstance(data, (tuple, list)) else data
        with tf.GradientTape() as tape:
            m, v, z = self.encoder(x, training=True)
            rec = reconstruction_loss(x, self.decoder(z, training=True))
            kl = kl_divergence(m, v)
            loss = rec + kl
        grads = tape.gradient(loss, self.trainable_weights)
        grads, _ = tf.clip_by_global_norm(grads, 100.0)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        self.loss_tracker.update_state(loss)
        self.reconstruction_loss_tracker.update_state(rec)
        self.kl_loss_tracker.update_state(kl)
        return {m.name: m.result() for m in self.metrics}
