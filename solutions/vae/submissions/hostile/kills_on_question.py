"""Ends its kernel whenever the decoder is built; the rest of the notebook is right.

score: 18
"""
# %% build_decoder
import os


def build_decoder(latent_dim):
    os._exit(0)
