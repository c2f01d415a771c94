"""The positions are grouped by patient, not ascending.

fails: test_last_patients_are_held_out
breaks: positions-ascend
"""


# %% split_by_patient
def split_by_patient(patient, n_test):
    order = np.argsort(patient, kind="stable")
    is_test = np.isin(patient[order], np.unique(patient)[-n_test:])
    return order[~is_test], order[is_test]
