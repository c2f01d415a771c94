"""The table lets the reconstruction move the discriminator too.

fails: test_reconstruction_and_kl_move_the_right_parts
breaks: reconstruction-moves
"""
# %% loss_table
# MOVES[loss]: the set of the parts that the loss moves, of "encoder", "generator" and "discriminator".
# Losses: "reconstruction", "kl", "adversarial", "class", "validity", "real_class".
MOVES = {
    "reconstruction": {"encoder", "generator", "discriminator"},
    "kl": {"encoder"},
    "adversarial": {"encoder", "generator"},
    "class": {"generator"},
    "validity": {"discriminator"},
    "real_class": {"discriminator"},
}
