"""The positions come as np.argwhere gives them, in a column.

fails: test_split_gives_positions
"""


# %% split_by_patient
def split_by_patient(patient, n_test):
    is_test = np.isin(patient, np.unique(patient)[-n_test:])
    return np.argwhere(~is_test), np.argwhere(is_test)
