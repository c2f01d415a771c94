"""Slices are drawn at random for the test.

fails: test_no_patient_is_in_both_parts
"""


# %% split_by_patient
def split_by_patient(patient, n_test):
    order = np.random.permutation(len(patient))
    n = len(patient) * n_test // len(np.unique(patient))
    return np.sort(order[n:]), np.sort(order[:n])
