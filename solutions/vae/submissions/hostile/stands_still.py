"""A train step that moves nothing, and reports means of what has nothing to do with the losses: all steps are alike.

base: untouched
score: 0
"""
# %% vae_model.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    for metric in self.metrics:
        metric.update_state(tf.reduce_mean(x))
    return {metric.name: metric.result() for metric in self.metrics}


# %% vae_model.test_step
def test_step(self, data):
    return self.train_step(data)
