"""The table lets the class loss of real images move the generator alone.

fails: test_the_judge_moves_by_its_own_losses
"""
# %% loss_table
# MOVES[loss]: the set of the parts that the loss moves, of "encoder", "generator" and "discriminator".
# Losses: "reconstruction", "kl", "adversarial", "class", "validity", "real_class".
MOVES = {
    "reconstruction": {"encoder", "generator"},
    "kl": {"encoder"},
    "adversarial": {"encoder", "generator"},
    "class": {"generator"},
    "validity": {"discriminator"},
    "real_class": {"generator"},
}
