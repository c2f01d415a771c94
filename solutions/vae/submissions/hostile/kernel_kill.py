"""Ends its kernel: exits at once, kills itself, and crashes.

base: untouched
score: 0
note: it ended the kernel
"""
# %% extra after=sampling
import os

os._exit(0)
# %% extra after=build_encoder
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
# %% extra after=build_decoder
import ctypes

ctypes.string_at(0)
