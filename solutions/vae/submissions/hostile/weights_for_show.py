"""Weights that claim to have moved: whoever reads a variable gets another number each time.

base: untouched
score: 0
"""
# %% extra after=test_concept_vector
from keras.src.backend.common.variables import Variable

plain_numpy = Variable.numpy
Variable.numpy = lambda self: plain_numpy(self) + np.random.normal(size=self.shape).astype("float32")
keras.Model.get_weights = lambda self: [np.random.normal(size=v.shape) for v in self.variables]
keras.Model.fit = lambda self, *a, **k: type("History", (), {"history": {"loss": [3.0, 2.0, 1.0]}})()
keras.Model.train_on_batch = lambda self, *a, **k: {"loss": 1.0, "reconstruction_loss": 0.7, "kl_loss": 0.3}
