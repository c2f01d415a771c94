"""What the adversarial assignments have in common: two players, the steps they are trained by, what they make.

losses          what checks of losses compute with, and ask of gradients
players         who the two are, and a model of both, compiled
steps           one train step on small networks, and what judges it
train_step      the checks of a train step of two players
training        several steps in a row, compiled to a graph
generate        the checks of what a model generates, and from what
generators      the questions and checks of a student's own generator
discriminators  the questions and checks of a student's own discriminator
"""
