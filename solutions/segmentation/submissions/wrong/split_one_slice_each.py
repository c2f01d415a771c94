"""Of each test patient only one slice is kept.

fails: test_no_patient_is_in_both_parts
"""


# %% split_by_patient
def split_by_patient(patient, n_test):
    numbers, first = np.unique(patient, return_index=True)
    return np.flatnonzero(~np.isin(patient, numbers[-n_test:])), np.sort(first[-n_test:])
