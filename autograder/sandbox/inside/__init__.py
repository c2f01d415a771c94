"""What runs inside a sandbox: a kernel, a server that forks kernels off a warm process, or a look around.

Student code can read this package, which is all that it sees of the engine: it holds no secret, and imports labkit
(to know where the course lies), but nothing of the engine. Bubblewrap shows it as ``/run/inside``.
"""
