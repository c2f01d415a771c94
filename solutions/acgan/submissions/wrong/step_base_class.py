"""The base class's train_step is used, which knows no labels.

fails: test_train_step_runs
"""
# %% conditional_gan.train_step
def train_step(self, data):
    return super().train_step(data)
