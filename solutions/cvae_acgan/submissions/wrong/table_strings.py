"""The table holds strings, not sets.

fails: test_the_table_has_six_rows
"""
# %% loss_table
# MOVES[loss]: the set of the parts that the loss moves, of "encoder", "generator" and "discriminator".
# Losses: "reconstruction", "kl", "adversarial", "class", "validity", "real_class".
MOVES = {
    "reconstruction": {"encoder", "generator"},
    "kl": "encoder",
    "adversarial": {"encoder", "generator"},
    "class": {"generator"},
    "validity": {"discriminator"},
    "real_class": {"discriminator"},
}
