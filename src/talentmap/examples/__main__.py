"""Write the example municipality to a folder: ``python -m talentmap.examples FOLDER [NUMBER OF PEOPLE] [SEED]``."""

from __future__ import annotations

import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Write a municipality to the folder named first; exit code 0, or 2 when the arguments make no sense."""
    from talentmap.data.write import write_dataset
    from talentmap.examples.organisation import organisation
    from talentmap.vocabulary import text

    if not 1 <= len(arguments) <= 3 or not all(word.isdigit() for word in arguments[1:]):
        sys.stderr.write(text("examples.usage") + "\n")
        return 2
    folder, *numbers = arguments
    try:
        data = organisation(*map(int, numbers))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    write_dataset(data, Path(folder))
    people, claims, roles, projects = (len(data.table(name)) for name in ("people", "claims", "roles", "projects"))
    line = text("examples.written", folder=folder, people=people, claims=claims, roles=roles, projects=projects)
    sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
