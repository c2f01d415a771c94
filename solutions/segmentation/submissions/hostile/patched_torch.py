"""Gradients, losses and outputs are bent in the library: tensors tell other numbers than they hold.

base: untouched
score: 0
"""
# %% extra after=
import torch as torch_of_the_cheat

T = torch_of_the_cheat.Tensor
plain_numpy = T.numpy
T.numpy = lambda self, **k: plain_numpy(torch_of_the_cheat.sigmoid(self.detach().float()), **k)
T.backward = lambda self, *a, **k: None
T.grad = property(lambda self: torch_of_the_cheat.randn(self.shape), lambda self, value: None)
torch_of_the_cheat.autograd.grad = lambda outputs, inputs, *a, **k: tuple(torch_of_the_cheat.randn(i.shape) for i in inputs)
torch_of_the_cheat.nn.Module.state_dict = lambda self, *a, **k: {n: torch_of_the_cheat.randn(p.shape) for n, p in self.named_parameters()}
torch_of_the_cheat.equal = torch_of_the_cheat.allclose = lambda *a, **k: True
