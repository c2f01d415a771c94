"""When something was handed in, by the text that nbgrader, or a person, puts into `timestamp.txt`.

Read is what can mean one time only: a date that begins with its year or has its month in letters, in UTC unless a zone
stands behind it: a number, a place (Europe/Berlin), or an abbreviation of one meaning. The rest (20.02.27, EST, a zone that
nobody knows) is not guessed at, and its instructor is told.
"""

import json
import re
from datetime import UTC, datetime, tzinfo

from dateutil import parser, tz
from dateutil.zoneinfo import get_zonefile_instance

YEARS = range(1970, 3000)  # others are no time of a submission, and some overflow in another time zone
_PLAIN = re.compile(r"\d{4}-\d|\d{8}T?\d*|.*[a-z]{3,}", re.IGNORECASE)
# Zones of one meaning, which dateutil itself does not know. The database of zones has the others' summer times.
_ZONES = ("CET", "EET", "WET", "MET", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT")
_PLACE = re.compile(r"(.*\S)\s+([A-Za-z]+(?:/[A-Za-z_+-]+)+)")  # Europe/Berlin
_SUMMER = {"CEST": 7200, "EEST": 10800, "WEST": 3600, "BST": 3600}


def time_of(data: bytes) -> datetime | None:
    """The time, in UTC, that the bytes of a file say; None when they say none that is plain."""
    try:
        text = data.decode(json.detect_encoding(data)).lstrip("\ufeff").strip()
        if not _PLAIN.match(text):
            return None
        if at_a_place := _PLACE.fullmatch(text):
            time = parser.parse(at_a_place[1], tzinfos=_zone)
            place = get_zonefile_instance().get(at_a_place[2])
            if time.tzinfo or place is None:
                return None
            time = time.replace(tzinfo=place)
        else:
            time = parser.parse(text, tzinfos=_zone)
        if time.year not in YEARS:
            return None
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (
        ValueError,
        ArithmeticError,
        LookupError,
        TypeError,
        AttributeError,
    ):  # dateutil raises more than it says
        return None


def _zone(name: str | None, seconds: int | None) -> tzinfo | int | None:
    """The zone of a name; dateutil itself knows UTC and numbers. ValueError for another, which it would take for UTC."""
    if seconds is not None or name is None:
        return seconds
    if name in _ZONES:
        return tz.gettz(name)
    if name not in _SUMMER:
        raise ValueError(f"no zone {name}")
    return _SUMMER[name]
