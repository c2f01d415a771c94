"""The checks of save_networks and load_networks."""

from __future__ import annotations

from autograder.checks import (
    Together,
    Wrong,
    agree,
    as_numpy,
    assert_close,
    cell,
    hinting,
    lab,
    probe,
    require,
    shared,
)
from autograder.checks.families.small_networks import NORM, tanh

from .networks import CLASSES, IMAGE, LATENT, networks
from .variants import models_of, telling

check = cell("save_and_load")

EXACT = 3e-5  # of what the same weights give in two kernels
SAVING_HINT = (
    "model.encoder.save_weights(folder / '....weights.h5'), the same for the decoder with a file of its own, and "
    "load_weights from the same names. Make the folder first, with its parents."
)


class SavingQuestion:
    """Three models and two folders: two are saved, one folder is moved, and the third model loads from there.

    Then once more in another kernel, which has nothing but the files: what is in memory is no saved model.
    """

    def __init__(self, rng):
        self.x = rng.random((3, *IMAGE[:2], IMAGE[2] + CLASSES)).astype("float32")
        self.z = rng.normal(size=(3, LATENT + CLASSES)).astype("float32")
        # more than ten arrays in each, which their names may put in another order
        self.nets = [networks(rng, NORM, tanh(5), NORM) for _ in range(3)]
        # stand-in models first; then of the student's own class, for whoever saves the model as a whole
        models = [models_of(*nets) for nets in self.nets]
        self.models = {name: [each[name] for each in models] for name in ("known", "own")}
        self.together = {
            name: Together({**self.moved(three), "overwritten": self.overwritten(three)})
            for name, three in self.models.items()
        }

    def told(self, number):
        """What tells one of the three models from the others: some outputs of its networks."""
        encoder, decoder = self.nets[number]
        outputs = encoder(self.x)
        return {"encoder": [outputs[0], outputs[1]], "decoder": decoder(self.z)}

    def moved(self, models):
        first, second, fresh = models
        root = probe.folder_of({})
        folder, other, elsewhere = (
            lab.Path(root, *parts) for parts in (("deep", "one"), ("two",), ("three",))
        )
        written, loaded = lab.save_networks(first, folder), lab.load_networks(fresh, elsewhere)
        told = probe.value(
            {
                "same": probe.same_object(loaded, fresh), "loaded": self.told(2), "saved": self.told(0),
                "files": probe.files_of(elsewhere),
            }
        )  # fmt: skip
        return {
            "written": probe.last(written, folder.is_dir()),
            "moved": probe.last(written, lab.save_networks(second, other), folder.rename(elsewhere), told),
        }

    def overwritten(self, models):
        first, second, fresh = models
        folder = lab.os.path.join(probe.folder_of({}), "weights")
        return probe.last(
            lab.save_networks(first, folder), lab.save_networks(second, folder), lab.load_networks(fresh, folder),
            probe.value({"loaded": self.told(2)}),
        )  # fmt: skip

    def loaded_elsewhere(self, student, name, files):
        """What the third model of a kind tells, when another kernel has loaded it from these files."""
        folder = lab.Path(probe.folder_of({path: as_numpy(content) for path, content in files.items()}))
        loaded = lab.load_networks(self.models[name][2], folder)
        with hinting("It may be another day, and another kernel: all that is needed must be in the folder."):
            return student.alone("save_and_load", "conditional_vae").ask(
                probe.last(loaded, probe.value(self.told(2)))
            )

    def answers(self, student, part):
        """The answers of the student, by the kind of model; raises when there is none."""
        given, errors = {}, []  # with the stand-in, with the student's own class
        for name, together in self.together.items():
            try:
                with hinting(SAVING_HINT):
                    given[name] = together.of(student)[part]
            except Wrong as wrong:
                errors.append(wrong)
        if not given:
            raise telling(*errors)
        return given


saving = shared(SavingQuestion, "saving")


@check(weight=0, asks=["folder-is-made"])
def test_saving_makes_the_folder(student, saving):
    """`save_networks` makes the folder that it is given, where there is none, and writes into it."""
    made = any(answer is True for answer in saving.answers(student, "written").values())
    require(made, "After save_networks(model, folder) there is no such folder.", SAVING_HINT)


@check(
    weight=3,
    needs=[test_saving_makes_the_folder],
    asks=[
        "saves-all-weights",
        "loads-the-weights",
        "folder-may-be-moved",
        "files-are-enough",
        "saving-changes-nothing",
    ],
)
def test_loading_gives_the_saved_weights(student, reference, saving):
    """What `save_networks` wrote into a folder, moved meanwhile, is what `load_networks` gives to a fresh model."""
    saved, last, fresh = (reference.ask(saving.told(number)) for number in range(3))

    def fault(answer):
        loaded = answer["loaded"]
        if not agree(answer["saved"], saved):
            return "The model that was saved is changed by it."
        if agree(loaded, saved, EXACT):
            return ""
        for name, other in (("encoder", "decoder"), ("decoder", "encoder")):
            if agree(loaded[other], saved[other]) and agree(loaded[name], fresh[name]):
                return f"The {name} keeps the weights it had: only the {other} is saved and loaded."
        if agree(loaded, fresh):
            return "The fresh model keeps the weights it had."
        if agree(loaded, last):
            return "The weights are those of another model, saved later into another folder."
        return "The weights are not those that were saved."

    answers = saving.answers(student, "moved")
    faults = {name: fault(answer) for name, answer in answers.items()}
    good = [name for name, text in faults.items() if not text]
    require(good, next(iter(faults.values())), SAVING_HINT)
    loaded = saving.loaded_elsewhere(student, good[0], answers[good[0]]["files"])
    wrong = "Loaded in another kernel, the weights are not those that were saved: they are not in the files."
    assert_close(loaded, saved, wrong=wrong, hint=SAVING_HINT, rtol=EXACT)


@check(weight=0.5, needs=[test_loading_gives_the_saved_weights], asks=["load-returns-the-model"])
def test_load_returns_the_model(student, saving):
    """`load_networks` returns the model that it was given."""
    returned = any(answer["same"] is True for answer in saving.answers(student, "moved").values())
    require(returned, "It does not return the model it was given.", "return model")


@check(needs=[test_loading_gives_the_saved_weights], asks=["saving-overwrites", "folder-text-or-path"])
def test_saving_overwrites(student, reference, saving):
    """Saving into the same folder again overwrites what is there; a folder may be given as text."""
    right = reference.ask(saving.told(1))
    good = any(agree(answer["loaded"], right) for answer in saving.answers(student, "overwritten").values())
    require(
        good, "After a second save into a folder the weights loaded are not those saved last.", SAVING_HINT
    )
