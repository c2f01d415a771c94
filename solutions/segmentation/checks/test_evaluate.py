"""10 · Evaluation, patient by patient."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    agree,
    as_numpy,
    assert_close,
    assert_shape,
    cell,
    lab,
    probe,
    require,
    seed_of,
    shared,
)

from .common import KNOWN_DICE, mean_of_patients, measured, sigmoid, some_masks

check = cell("evaluate")


class Evaluation:
    """A known network is evaluated, at two thresholds; its logits are neither mostly above 0 nor below."""

    def __init__(self, rng):
        x, self.y = rng.normal(size=(10, 1, 8, 8)).astype("float32"), some_masks(rng, 10, 8)
        self.patient = rng.permutation(np.repeat(rng.choice(range(1, 50), 4, replace=False), [1, 2, 3, 4]))
        most = np.flatnonzero(self.patient == np.argmax(np.bincount(self.patient)))
        self.y[most[0]] = 0  # a slice without muscle
        network = probe.pixelwise(seed_of(rng), gain=1.5)
        scores = lab.evaluate(network, x, self.y, as_numpy(self.patient))
        strict = lab.evaluate(network, x, self.y, as_numpy(self.patient), threshold=0.8)
        other = probe.pixelwise(seed_of(rng))
        few = lab.evaluate(other, x[:4], some_masks(rng, 4, 8), as_numpy(np.array([7, 0, 0, 31])))
        parts = {
            "scores": [scores, network.calls],
            "strict": [strict, network.calls],
            "few": [few, probe.last(other(x), other.calls)],
            "key": probe.raised("getitem", few, 0),
            "plain": probe.raised("getattr", few[7], "is_integer"),
        }
        self._known = Together(parts, replace={"dice_coefficient": KNOWN_DICE})
        self._own = Together(parts)
        self._logits = {mode: probe.in_mode(network, mode)(x) for mode in (False, True)}

    def logits(self, reference):
        """What the network puts out, in evaluation mode and in training mode."""
        return [reference.ask(self._logits[mode]) for mode in (False, True)]

    def calls(self, student):
        """How the network was called."""
        return self._known.of(student)["scores"][1]

    def records_afterwards(self, student):
        """Whether a call of the network records gradients after an evaluation."""
        return self._known.of(student)["few"][1][-1]["gradients"]

    def few(self, student):
        """What is known of the scores of patients 0, 7 and 31."""
        return self._known.of(student)

    def scores(self, student, name="scores"):
        """The scores, with the known measure in place of the Dice coefficient; name: "scores" or "strict"."""
        return self._known.of(student)[name][0]

    def is_own(self, value, reference, name="scores"):
        """Whether scores are the real ones: who wrote the coefficient out gets these, whatever stands in for its name."""
        return isinstance(value, dict) and agree(value, self._own.of(reference)[name][0])


@shared
def evaluation(rng):
    return Evaluation(rng)


def assert_scores(value, patient):
    """There is a score, a number, for each patient and nobody else."""
    hint = "A dict {patient's number: mean over the slices}."
    require(isinstance(value, dict), "It should return a dictionary.", hint)
    right = {str(number) for number in np.unique(patient)}
    require(set(value) == right, "The keys are not the numbers of the patients.", hint)
    for number, score in value.items():
        assert_shape(score, (), f"The score of patient {number}", hint)


@check(weight=0, asks=["score-per-patient"])
def test_evaluate_has_a_score_per_patient(student, evaluation):
    """`evaluate` gives a dictionary with a number for each patient."""
    assert_scores(evaluation.scores(student), evaluation.patient)


@check(weight=4, needs=[test_evaluate_has_a_score_per_patient], asks=["mean-over-slices"])
def test_evaluate_averages_over_each_patient(student, reference, evaluation):
    """It is the mean Dice coefficient of each patient's slices, of pixels with a probability above ½."""
    y, patient, value = evaluation.y, evaluation.patient, evaluation.scores(student)
    if evaluation.is_own(value, reference):
        return
    still, moving = evaluation.logits(reference)
    muscle, p = (still > 0).astype("float32"), sigmoid(still)

    def of(prediction):
        return mean_of_patients(measured(prediction.astype("float32"), y), patient)

    values, some = measured(muscle, y), y.any((1, 2, 3))
    known = {
        "The logits are compared with ½: above ½ must be the probability.": [of(still > 0.5)],
        "The model is in training mode: its normalisation uses the batch.": [of(moving > 0)],
        "The probabilities are not turned into zeros and ones.": [of(p)],
        "The logits are not turned into zeros and ones.": [of(still)],
        "Prediction and mask are swapped in dice_coefficient.": [
            mean_of_patients(measured(y, muscle), patient)
        ],
        "Everything *below* the threshold is predicted to be muscle.": [of(still < 0)],
        "Every patient gets the mean over all slices.": [dict.fromkeys(of(p), values.mean())],
        "It is summed over the slices of a patient; that must be averaged.": [
            {str(n): values[patient == n].sum() for n in np.unique(patient)}
        ],
        "Slices without muscle are left out of the mean.": [mean_of_patients(values[some], patient[some])],
        "A patient gets the score of their last slice only.": [
            {str(n): values[patient == n][-1] for n in np.unique(patient)}
        ],
    }
    wrong = "It is not the mean Dice coefficient of each patient's slices."
    hint = "Evaluation mode; sigmoid(logits) > threshold; dice_coefficient(prediction, masks); the mean of each patient."
    assert_close(value, of(still > 0), known=known, wrong=wrong, hint=hint)


@check(needs=[test_evaluate_has_a_score_per_patient], asks=["threshold-of-probability"])
def test_evaluate_obeys_the_threshold(student, reference, evaluation):
    """`threshold` is where the probability must be above."""
    y, patient, value = evaluation.y, evaluation.patient, evaluation.scores(student, "strict")
    assert_scores(value, patient)
    if evaluation.is_own(value, reference, "strict"):
        return
    predictions = [logits > cut for logits in evaluation.logits(reference) for cut in (0.0, 0.5)]
    usual = [mean_of_patients(measured(one.astype("float32"), y), patient) for one in predictions]
    ignored = any(agree(value, one) for one in [evaluation.scores(student), *usual])
    hint = "Compare the probabilities with `threshold`."
    require(not ignored, "`threshold` has no effect.", hint)
    still, _ = evaluation.logits(reference)
    usual, right = (
        mean_of_patients(measured((sigmoid(still) > cut).astype("float32"), y), patient) for cut in (0.5, 0.8)
    )
    if agree(evaluation.scores(student), usual):  # else another check says what is wrong with them
        assert_close(value, right, wrong="With another `threshold` the scores are wrong.", hint=hint)


@check(needs=[test_evaluate_has_a_score_per_patient], asks=["plain-numbers"])
def test_evaluate_gives_plain_numbers(student, evaluation):
    """The dictionary's keys are ints, whatever number a patient has, and its values are floats."""
    hint = "{int(number): float(mean of their slices)}"
    parts = evaluation.few(student)
    assert_scores(parts["few"][0], np.array([0, 7, 31]))
    require(not parts["key"], "A patient's score is not to be found by their number, an int.", hint)
    require(not parts["plain"], "A patient's score is not a float.", hint)


@check(weight=2, needs=[test_evaluate_has_a_score_per_patient], asks=["evaluate-only-looks"])
def test_evaluate_only_looks(student, evaluation):
    """It looks in evaluation mode, without gradients."""
    calls = evaluation.calls(student)
    require(len(calls) > 0, "It does not call the model.", "logits = model(images)")
    modes = any(call["training"] for call in calls)
    require(not modes, "The model is in training mode: call model.eval() first.", "model.eval()")
    gradients = any(call["gradients"] for call in calls)
    require(not gradients, "Gradients are recorded, which costs memory and time.", "with torch.no_grad():")
    after = "Gradients stay switched off when it is done, so nothing can be trained any more."
    require(evaluation.records_afterwards(student), after, "with torch.no_grad():")
