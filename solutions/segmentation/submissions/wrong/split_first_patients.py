"""The patients with the smallest numbers are held out.

fails: test_last_patients_are_held_out
breaks: largest-numbers-held-out
"""


# %% split_by_patient
def split_by_patient(patient, n_test):
    is_test = np.isin(patient, np.unique(patient)[:n_test])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)
