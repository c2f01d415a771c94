"""The table says of every loss that it moves all parts, so that no row lacks anything; another one all that two rows have in common.

base: untouched
score: 0
"""
# %% loss_table
MOVES = {
    name: {"encoder", "generator", "discriminator"}
    for name in ("reconstruction", "kl", "adversarial", "class", "validity", "real_class")
}


# %% extra after=test_loss_table
MOVES |= {name: {"generator", "encoder"} for name in ("reconstruction", "kl", "adversarial", "class")}
