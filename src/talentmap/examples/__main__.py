"""Write an example organisation to a folder.

``python -m talentmap.examples FOLDER [NUMBER OF PEOPLE] [SEED]`` writes the municipality,
``python -m talentmap.examples FOLDER ministry [SEED]`` the ministry.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset

MINISTRY = "ministry"


def main(arguments: list[str]) -> int:
    """Write an organisation to the folder named first; exit code 0, or 2 when the arguments make no sense."""
    from talentmap.data.write import write_dataset
    from talentmap.vocabulary import text

    folder, *words = arguments or [""]
    numbers = words[1:] if words[:1] == [MINISTRY] else words
    if not folder or len(words) > 2 or not all(word.isdigit() for word in numbers):
        sys.stderr.write(text("examples.usage") + "\n")
        return 2
    try:
        data = _made(words[:1] == [MINISTRY], [int(word) for word in numbers])
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    write_dataset(data, Path(folder))
    people, claims, roles, projects = (len(data.table(name)) for name in ("people", "claims", "roles", "projects"))
    line = text("examples.written", folder=folder, people=people, claims=claims, roles=roles, projects=projects)
    sys.stdout.write(line + "\n")
    return 0


def _made(is_ministry: bool, numbers: list[int]) -> Dataset:
    from talentmap.examples import ministry, organisation

    if is_ministry:
        return ministry(seed=numbers[0]) if numbers else ministry()
    return organisation(*numbers)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
