"""Patients' numbers are sorted as text, so that 9 comes behind 31.

fails: test_last_patients_are_held_out
"""
# %% split_by_patient
def split_by_patient(patient, n_test):
    chosen = sorted({str(p) for p in patient})[-n_test:]
    is_test = np.isin(patient, [int(p) for p in chosen])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)
