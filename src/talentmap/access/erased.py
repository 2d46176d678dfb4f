"""Who was erased, in a form nobody can read: enough to erase them again when an older backup comes back.

An erasure leaves a mark: the HMAC of the id under a key of the store. The mark says nothing without that key and an id
to try, and neither stands beside it in the lists. Every backup made or rewritten from then on holds the key and the
marks of its time, and a list of the marks is kept in the folder of the store and of each backup, for the day on which
the store itself is lost.

A mark that a backup itself holds is not carried out on it: that backup was made, or rewritten, after the erasure, and
somebody of that id who stands in it came back later. An id that is erased a second time gets a second mark. Stores with
different keys are different organisations, in which the same id is somebody else. Our definition.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from talentmap.access import log
from talentmap.access.erasure_rows import erased_rows
from talentmap.access.persons import ways
from talentmap.data.atomic import replaced_file
from talentmap.data.store import Reading, Store, Writing
from talentmap.errors import ExportError, StoreError
from talentmap.vocabulary import text

LIST = "talentmap.erased"
"""Name of the list of marks in a folder."""
_KEY_BYTES = 32
_MARK = re.compile(r"[0-9a-f]{64}")


def noted(writing: Writing, person_id: str) -> None:
    """Leave the mark of an erasure, in the same change as the erasure itself."""
    key = _key(writing) or _new_key(writing)
    mark = next(mark for mark in _marks_of(key, person_id) if writing.row("erased", {"mark": mark}) is None)
    writing.insert("erased", [{"mark": mark}])


def with_key(writing: Writing) -> None:
    """See that a store has a key, so that a backup made from now on is known as one of this store."""
    if _key(writing) is None:
        _new_key(writing)


def adopted(writing: Writing, other: Reading) -> None:
    """Take over key and marks of a store in a backup of it; nothing where the two are of different stores."""
    key = _key(other)
    if key is None or _key(writing) not in (None, key):
        return
    _taken(writing, key, marks_in(other))


def marks_in(reading: Reading) -> set[str]:
    """Marks that a store or backup holds."""
    return set(reading.frame("erased")["mark"])


def erased_again(backup: Writing, store: Store, folders: Iterable[Path]) -> int:
    """Carry out on a backup what was erased since it was made; number of people.

    Parameters
    ----------
    backup
        Rows of a copy of the backup, before they come into the store.
    store
        Where they will come; what was erased from it counts.
    folders
        Where a list of marks may stand.
    """
    own = marks_in(backup)
    listed = {mark for folder in folders for mark in _listed(folder / LIST)}
    with store.reading() as reading:
        adopted(backup, reading)
    key = _key(backup)
    if key is None:
        return 0
    wanted = (marks_in(backup) | listed) - own
    people = sorted(person for person in _people(backup) if not wanted.isdisjoint(_left(key, person, wanted | own)))
    for person in people:
        erased_rows(backup, person)
    left = {mark for person in people for mark in _left(key, person, wanted | own)}
    _taken(backup, key, left & listed)
    return len(people)


def kept_lists(store: Store) -> None:
    """Write the marks in the folder of the store and of each of its backups that is there.

    Raises
    ------
    StoreError
        A folder refused; says which.
    """
    with store.reading() as reading:
        marks = marks_in(reading)
        folders = {Path(path).parent for path in reading.frame("backups")["path"]}
    folders.add(home_of(store))
    for folder in sorted(folders) if marks else ():
        path = folder / LIST
        if not folder.is_dir() or marks <= (there := _listed(path)):
            continue
        try:
            with replaced_file(path) as handle:
                handle.write("".join(f"{mark}\n" for mark in sorted(marks | there)).encode())
        except ExportError as error:
            raise StoreError(text("rights.erase.list", path=path, said=error), "disk") from error


def home_of(store: Store) -> Path:
    """Folder of a store in a file; for a server that of the backups talentmap makes by itself."""
    return store.path.parent if store.path else Path.home() / ".talentmap" / "backups"


def told_again(writing: Writing, people: int, day: object = None) -> None:
    """The line in the log, if anybody was erased again. It says neither who nor how many."""
    if people:
        log.append(writing, "administrator", "erase.again", day=day)


def _taken(writing: Writing, key: str, marks: set[str]) -> None:
    if _key(writing) is None:
        writing.insert("erasure_key", [{"number": 1, "key": key}])
    new = sorted(marks - marks_in(writing))
    if new:
        writing.insert("erased", [{"mark": mark} for mark in new])


def _key(reading: Reading) -> str | None:
    row = reading.row("erasure_key", {"number": 1})
    return None if row is None else str(row["key"])


def _new_key(writing: Writing) -> str:
    key = secrets.token_hex(_KEY_BYTES)
    writing.insert("erasure_key", [{"number": 1, "key": key}])
    return key


def _marks_of(key: str, person_id: str) -> Iterable[str]:
    """The marks of a first, a second, ... erasure of one id."""
    for number in count(1):
        yield hmac.new(bytes.fromhex(key), f"{number} {person_id}".encode(), hashlib.sha256).hexdigest()


def _left(key: str, person_id: str, known: set[str]) -> set[str]:
    """Those marks of one id that are known; they have no gaps."""
    found: set[str] = set()
    for mark in _marks_of(key, person_id):
        if mark not in known:
            return found
        found.add(mark)
    return found


def _people(reading: Reading) -> set[str]:
    """Every id by which a store names people, in whatever column."""
    filled = reading.sizes()
    found: set[str] = set()
    for way in ways():
        if way.table in filled and way.how not in ("part", "no"):
            values = reading.frame(way.table)[way.column].dropna().astype(str).unique()
            found.update(*(value.split() for value in values)) if way.how == "list" else found.update(values)
    if "people" in filled:
        found.update(reading.frame("people")["person_id"])
    return found


def _listed(path: Path) -> set[str]:
    """Marks of a list; none where there is no list. Other lines are left alone: they can erase nobody."""
    try:
        content = path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return set()
    return {line for line in content.split() if _MARK.fullmatch(line)}
