"""A decoder that cannot learn, and that walks the frames below its own to put made-up answers into the question.

score: 18.5
"""
# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    x = layers.Dense(28 * 28, activation="sigmoid")(z)
    x = layers.Lambda(lambda t: ops.stop_gradient(late(t)), output_shape=(784,))(x)
    return keras.Model(z, layers.Reshape((28, 28, 1))(x), name="decoder")
# %% extra after=
def late(t): return t
# %% extra after=test_concept_vector
def _list(o): return o if isinstance(o, (list, tuple)) else [o]
def nudge(model, inputs, directions, size):
    before = [np.asarray(o) for o in _list(model(inputs))]
    n = sum(d is not None for d in directions)
    after = [o if d is None else o - size / n * np.asarray(d) / np.sum(np.asarray(d) ** 2) for o, d in zip(before, directions)]
    return {"before": before, "after": after, "norms": np.ones(4)}

import sys
def late(t):
    f = sys._getframe()
    while f:
        v = f.f_locals
        for g in list(v.values()):
            try:
                if type(g).__name__ == "Graph" and hasattr(t, "numpy"):
                    for k, n in enumerate(g.nodes):
                        if n["op"] == "each":
                            for name, tree in n["parts"].items():
                                if name == "nudged" and not seen:
                                    seen.append(1)
                                    node = g.nodes[tree[1]]
                                    made = nudge(*[g.operand(a) for a in node["args"]])
                                    n["parts"][name] = ["const", made]
                                if name == "latent": n["parts"][name] = ["const", [np.random.normal(size=(4, 5)).astype("float32")]]
            except Exception as e: log.append(repr(e))
        f = f.f_back
    return t
seen, log = [], []
