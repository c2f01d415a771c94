"""The table lets the class loss move the encoder too.

fails: test_adversarial_and_class_move_the_right_parts
breaks: class-moves
"""
# %% loss_table
# MOVES[loss]: the set of the parts that the loss moves, of "encoder", "generator" and "discriminator".
# Losses: "reconstruction", "kl", "adversarial", "class", "validity", "real_class".
MOVES = {
    "reconstruction": {"encoder", "generator"},
    "kl": {"encoder"},
    "adversarial": {"encoder", "generator"},
    "class": {"generator", "encoder"},
    "validity": {"discriminator"},
    "real_class": {"discriminator"},
}
