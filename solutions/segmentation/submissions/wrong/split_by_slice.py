"""The last fifth of the slices is held out, whatever their patients.

fails: test_no_patient_is_in_both_parts
"""


# %% split_by_patient
def split_by_patient(patient, n_test):
    n = len(patient) * n_test // len(np.unique(patient))
    return np.arange(len(patient) - n), np.arange(len(patient) - n, len(patient))
