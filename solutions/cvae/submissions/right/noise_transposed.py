"""What is drawn is turned round: z of all images coordinate by coordinate."""
# %% conditional_vae.generate
def generate(self, labels):
    z = tf.transpose(tf.random.normal((self.latent_dim, len(labels))))
    return self.decoder(self.make_conditional_latent(z, labels), training=False)
