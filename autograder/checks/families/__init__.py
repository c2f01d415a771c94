"""What the checks of several assignments have in common: told once here, made an assignment's own there.

Here: questions, judgements and whole classes of checks about encoders and decoders, and about adversarial pairs.
What only one assignment asks lies in its own folder, `solutions/<id>/checks/`.
"""
