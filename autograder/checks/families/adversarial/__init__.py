"""What the adversarial assignments have in common: two players, the steps they are trained by, what they make.

players         small generators and discriminators with known weights, that a student's class is given
steps           one train step on these, and what judges it
train_step      the checks of a train step of two players
training        several steps in a row, compiled to a graph
generate        what a model generates, and from what
generators      the questions and checks of a student's own generator
discriminators  the questions and checks of a student's own discriminator
"""
