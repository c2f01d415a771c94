"""It returns boolean arrays instead of positions.

fails: test_split_gives_positions
"""


# %% split_by_patient
def split_by_patient(patient, n_test):
    is_test = np.isin(patient, np.unique(patient)[-n_test:])
    return ~is_test, is_test
