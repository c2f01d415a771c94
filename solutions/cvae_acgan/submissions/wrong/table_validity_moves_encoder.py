"""The table lets the validity loss move the encoder, and not the discriminator.

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
    "validity": {"encoder"},
    "real_class": {"discriminator"},
}
