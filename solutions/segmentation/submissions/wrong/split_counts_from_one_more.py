"""The limit is the number before the held-out ones, which is missing when all patients are held out.

fails: test_last_patients_are_held_out
"""
# %% split_by_patient
def split_by_patient(patient, n_test):
    last_of_training = np.unique(patient)[-n_test - 1]
    return np.flatnonzero(patient <= last_of_training), np.flatnonzero(patient > last_of_training)
