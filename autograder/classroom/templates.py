"""Folders of Jinja templates, filled in.

Those that are no valid file before they are filled in end in `.jinja`; `dot_` begins a name that will begin with a
dot, since nothing that is hidden would be packed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def filled_in(folder: Path, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The (path in its folder, text) of each template of ``folder``, with these words in it."""
    templates = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    for name in templates.list_templates(extensions=("py", "jinja")):
        path = name.removesuffix(".jinja").replace("dot_", ".")
        yield path, templates.get_template(name).render(words)
