"""The run's secret repeats a run, and nothing that students' code sees tells it."""

import json
import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.marker import generator
from autograder.checks.questions import lab
from autograder.checks.respondent import Respondent
from autograder.seeds import BITS, derived, fresh_seed


class Listening(Respondent):
    """Keeps the questions it is asked."""

    def _answer(self, asked):
        return asked

    def failure(self, error):
        raise NotImplementedError

    def alone(self, *cells):
        raise NotImplementedError


def seed_told(secret: int) -> int:
    return Listening(secret).ask(lab.f())["seed"]


def test_a_secret_is_fresh_and_too_large_to_try():
    seeds = {fresh_seed() for _ in range(100)}
    assert len(seeds) == 100 and BITS == 128
    assert max(seed.bit_length() for seed in seeds) > 120


@given(st.integers())
def test_any_number_repeats_a_run(secret):
    assert seed_told(secret) == seed_told(secret)
    first, second = (generator(secret, "test_kl").normal(size=4) for _ in range(2))
    assert np.array_equal(first, second)


def test_other_runs_and_other_checks_draw_other_numbers():
    streams = [
        generator(secret, name)
        for secret in (5, 6, 2**128 - 1)
        for name in ("a", "b", "plumless", "buckeroo")
    ]
    assert len({stream.integers(2**62) for stream in streams}) == len(streams)
    assert zlib.crc32(b"plumless") == zlib.crc32(b"buckeroo"), "names that a checksum would take for the same"


def test_it_is_the_keyed_hash_of_rfc_2104():
    """HMAC-SHA256 of the purpose with the secret as its key, by openssl: no sum that can be calculated backwards."""
    known = "bd39ce26ae8d3276f477e6e0a65f3ac96c8d9107502d698246c304b0cb735568"
    assert f"{derived(7, 'questions', bits=256):064x}" == known
    assert f"{derived(7, 'questions'):032x}" == known[:32]
    assert f"{seed_told(7):08x}" == known[:8]


def test_seeds_of_questions_fit_all_frameworks_and_cannot_be_calculated_backwards():
    told = [seed_told(secret) for secret in range(2000)]
    assert max(told) < 2**32 and len(set(told)) > 1990
    # The checksum is linear: of it, two that differ in one digit differ by the same bits, whatever the rest is.
    differences = {told[10 * tens] ^ told[10 * tens + 1] for tens in range(10, 100)}
    assert len(differences) == 90


def test_a_question_holds_the_secret_nowhere():
    secret = fresh_seed()
    asked = json.dumps(Listening(secret).ask(lab.f()))
    assert str(secret) not in asked and f"{secret:x}" not in asked
