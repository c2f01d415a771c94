"""How students open a notebook of their repository elsewhere: badges, and a cell that installs labkit where it is missing.

The export puts both above a notebook. Nobody is asked for them, so that intake leaves them out again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Template
from urllib.parse import quote

HOST = "https://github.com/"
BRANCH = "main"
# The words of the templates, as they may be. Each ends where what follows begins: any text is matched in one go.
_WORDS = {
    "repository": r"[\w.-]+/[\w.-]+",
    "path": r"[^\s()]+",
    "quoted": r"[^\s()]+",
    "distribution": r"[\w-]+",
    "extra": r"(?:\[[\w,]+\])?",
    "tag": r"[\w.-]+",
}
_BADGES = Template(
    "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
    f"(https://colab.research.google.com/github/$repository/blob/{BRANCH}/$path)\n"
    "[![Open in Kaggle](https://kaggle.com/static/images/open-in-kaggle.svg)]"
    f"(https://kaggle.com/kernels/welcome?src={HOST}$repository/blob/{BRANCH}/$path)\n"
    "[![Open in Binder](https://mybinder.org/badge_logo.svg)]"
    f"(https://mybinder.org/v2/gh/$repository/{BRANCH}?labpath=$quoted)\n"
    f"[on your computer]({HOST}$repository#install)"
)
_INSTALL = Template(
    "# Installs labkit where it is missing, as in Colab and Kaggle; does nothing elsewhere.\n"
    "from importlib.util import find_spec\n"
    "\n"
    'if find_spec("labkit") is None:\n'
    f'    %pip install --quiet "$distribution$extra @ git+{HOST}$repository@$tag#subdirectory=labkit"'
)


def badges(address: str, path: str) -> str:
    """Links, in markdown, that open the notebook at ``path`` of the students' repository."""
    return _BADGES.substitute(repository=_name(address), path=quote(path), quoted=quote(path, safe=""))


def install(address: str, distribution: str, version: str, frameworks: Sequence[str]) -> str:
    """Code that installs this version of labkit from the students' repository, with frameworks, where there is none."""
    extra = f"[{','.join(frameworks)}]" if frameworks else ""
    return _INSTALL.substitute(
        repository=_name(address), distribution=distribution, extra=extra, tag=tag(version)
    )


def tag(version: str) -> str:
    """The tag of the students' repository at which it has a version of labkit."""
    return f"v{version}"


def is_opening(source: str) -> bool:
    """Whether a cell says what `badges` or `install` gives, for whichever repository and version, and nothing else."""
    return any(pattern.fullmatch(source.strip()) for pattern in _OPENINGS)


def _name(address: str) -> str:
    """OWNER/NAME of a repository."""
    return address.removeprefix(HOST).removesuffix(".git")


def _pattern(template: Template) -> re.Pattern[str]:
    texts = re.split(r"\$([a-z]+)", template.template)  # every second is the name of a word
    return re.compile("".join(_WORDS[text] if i % 2 else re.escape(text) for i, text in enumerate(texts)))


_OPENINGS = (_pattern(_BADGES), _pattern(_INSTALL))
