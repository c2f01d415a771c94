"""It returns the training part only.

fails: test_split_gives_positions
"""


# %% split_by_patient
def split_by_patient(patient, n_test):
    return np.flatnonzero(~np.isin(patient, np.unique(patient)[-n_test:]))
