"""The JSON schema of a results file, for programs that read one.

`grade.schema.json` beside this module is what is shipped; it is generated from `autograder.model`,
and a test fails when the two differ. To bring it up to date: `python -m autograder.reports.schema`.
"""

import json
from importlib.resources import files
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from autograder.model import Results

FILE_NAME = "grade.schema.json"


def schema_text() -> str:
    """The shipped JSON schema (draft 2020-12), as text."""
    return files(__package__).joinpath(FILE_NAME).read_text(encoding="utf-8")


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes from field names; they say nothing new."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def generate() -> dict[str, Any]:
    """The schema that `autograder.model.Results` describes, every key required."""
    schema = Results.model_json_schema(by_alias=True, mode="serialization", schema_generator=_Untitled)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


if __name__ == "__main__":
    files(__package__).joinpath(FILE_NAME).write_text(
        json.dumps(generate(), indent=2) + "\n", encoding="utf-8"
    )
