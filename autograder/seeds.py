"""The secret of a run, and the numbers that are drawn from it.

Students' code sees numbers that were drawn (a question's seed, its inputs), and may tell them in feedback. So they
come from the secret by a keyed hash: whoever has some of them knows nothing of the secret, nor of any other.
"""

from __future__ import annotations

import hmac
import secrets

BITS = 128  # more than anybody can try


def fresh_seed() -> int:
    """A run's secret that nobody can guess."""
    return secrets.randbits(BITS)


def derived(run_seed: int, purpose: str, bits: int = BITS) -> int:
    """A number of so many bits, for one purpose in a run; the same for the same run and purpose.

    run_seed: any whole number; a small one repeats a run just as well, but can be found out by trying
    """
    digest = hmac.digest(str(run_seed).encode(), purpose.encode(), "sha256")
    return int.from_bytes(digest, "big") >> (8 * len(digest) - bits)
