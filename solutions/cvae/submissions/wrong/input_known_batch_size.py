"""The planes are repeated for a batch size that fit does not know.

fails: test_fit_trains, test_evaluate_works
breaks: step-in-fit
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    planes = ops.broadcast_to(
        ops.one_hot(labels, self.num_classes)[:, None, None, :], (*[int(n) for n in images.shape[:3]], self.num_classes)
    )
    return ops.concatenate([images, planes], axis=-1)
