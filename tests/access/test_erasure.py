"""After an erasure no byte of the person is left, everybody else's rows are as they were, and the chain holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from talentmap.access import keys, log
from talentmap.access.erasure import erase, finish
from talentmap.access.persons import unexplained
from talentmap.data.store import Store, open_store
from talentmap.data.store.layout import all_tables
from talentmap.data.tombstones import is_tombstone
from talentmap.errors import StoreError, UnknownLabelError
from tests.store import copies

GONE = "zqxid7731"
TOKENS = ("zqxid7731", "Zqxnaam", "Wqvfamilie", "zqxtekst", "zqxsub", "zqxhond")
NAME = "Zqxnaam Wqvfamilie"
DAY = "2026-01-05"


def claim(person: str, source: str, assessor: str | None, note: str | None = None, **more: object) -> dict[str, object]:
    row = {"person_id": person, "strength_id": "s1", "level": 3, "source": source, "assessor_id": assessor}
    return {**row, "date": DAY, "visibility": "organisation", "note": note, **more}


def rows() -> dict[str, list[dict[str, object]]]:
    """Somebody who stands in every table that can name a person, among two colleagues."""
    two = [{"person_id": one, "name": f"Naam {one}", "unit": "U", "fte": 1.0} for one in ("ann", "bob")]
    return {
        "people": [
            {"person_id": GONE, "name": NAME, "unit": "U", "manager_id": "ann", "fte": 1.0, "pet": "zqxhond"},
            two[0],
            {**two[1], "manager_id": GONE},
        ],
        "strengths": [{"strength_id": "s1", "name": "S", "kind": "skill"}],
        "claims": [
            claim(GONE, "self", GONE, "zqxtekst over mezelf"),
            claim(GONE, "peer", "ann", "zqxtekst over die ander"),
            claim("ann", "self", "ann", "eigen woorden"),
            claim("ann", "peer", GONE, "zqxtekst van de beoordelaar"),
            claim("ann", "peer", GONE, date="2025-01-05", level=2),
            claim("bob", "manager", GONE, "zqxtekst van de baas"),
            claim("bob", "peer", "ann", "van ann"),
        ],
        "sharing": [
            {"person_id": GONE, "strength_id": "s1", "audience": "ann", "purpose": "any"},
            {"person_id": "ann", "strength_id": "s1", "audience": GONE, "purpose": "any"},
            {"person_id": "ann", "strength_id": "s1", "audience": "bob", "purpose": "any"},
        ],
        "rounds": [
            {"round_id": "r1", "person_id": GONE, "closes": "2026-03-01"},
            {"round_id": "r2", "person_id": "ann", "closes": "2026-03-01"},
        ],
        "roles": [{"role_id": "ro", "title": "R", "headcount": 1, "status": "open"}],
        "holdings": [{"person_id": GONE, "role_id": "ro"}],
        "ties": [
            {"person_a": GONE, "person_b": "ann", "weight": 1.0},
            {"person_a": "ann", "person_b": "bob", "weight": 1.0},
        ],
        "recognitions": [{"person_id": "ann", "colleague_id": GONE, "strength_id": "s1", "date": DAY}],
        "aspirations": [{"person_id": GONE, "target_kind": "strength", "target_id": "s1"}],
        "availability": [{"person_id": GONE, "from_date": DAY, "fte": 0.5}],
        "rules": [
            {"rule_id": "a", "rule": "apart", "subjects": f"{GONE} ann", "owner": "HR"},
            {"rule_id": "b", "rule": "apart", "subjects": f"ann {GONE} bob", "owner": NAME},
            {"rule_id": "c", "rule": "apart", "subjects": "ann bob", "owner": "HR"},
        ],
        "goals": [
            {"goal_id": "g1", "owner": GONE, "strength_id": "s1", "level": 3},
            {"goal_id": "g2", "owner": "U", "strength_id": "s1", "level": 3},
        ],
        "conversations": [{"person_id": "bob", "partner_id": GONE, "date": DAY, "status": "held"}],
        "pools": [{"pool": "coach", "member_id": GONE, "name": NAME}],
        "programmes": [{"programme_id": "p", "title": "P", "start_date": DAY, "owner": GONE}],
        "identities": [{"subject": "zqxsub", "person_id": GONE, "role": "employee"}],
        "imports": [{"import_id": "I000001-aaaaaa", "actor": GONE, "fingerprint": "f", "change": 1}],
        "import_changes": [
            change(1, f'["{GONE}","s1"]', GONE, '{"person_id": "zqxid7731", "note": "zqxtekst"}'),
            change(2, '["bob","s1"]', "bob", f'{{"assessor_id": "{GONE}", "note": "zqxtekst"}}'),
            change(3, '["ann","s1"]', "ann", '{"assessor_id": "ann"}'),
        ],
        "round_invitations": [
            invitation("i1", "r1", "ann"),
            invitation("i2", "r2", GONE),
            invitation("i3", "r2", "bob"),
        ],
        "round_answers": [answer("i1", "van ann"), answer("i2", "zqxtekst als beoordelaar"), answer("i3", "van bob")],
        "round_questions": [{"round_id": one, "strength_id": "s1", "number": 1} for one in ("r1", "r2")],
        "round_texts": [{"round_id": "r1", "number": 1, "comment": "zqxtekst voor mij"}],
        "round_tokens": [{"token_hash": "h1", "invitation_id": "i1"}, {"token_hash": "h2", "invitation_id": "i2"}],
        "evc_tracks": [track("t1", GONE, "ann"), track("t2", "ann", GONE)],
        "evc_evidence": [
            {"track_id": "t1", "number": 1, "title": "zqxtekst", "kind": "product"},
            {"track_id": "t2", "number": 1, "title": "werkstuk", "kind": "product"},
        ],
        "evc_matrix": [
            {"track_id": "t2", "evidence": 1, "indicator": 1, "judgement": "convinces", "remark": "zqxtekst oordeel"}
        ],
        "personal_goals": [{"goal_id": "pg", "person_id": GONE, "strength_id": "s1", "level": 3, "words": "zqxtekst"}],
        "remarks": [remark("m1", GONE, "zqxtekst bezwaar"), remark("m2", "ann", "klopt niet")],
        "looked": [looked(GONE, "ann"), looked("ann", GONE), looked("ann", "bob")],
    }


def change(number: int, row: str, person: str, before: str) -> dict[str, object]:
    key = {"import_id": "I000001-aaaaaa", "number": number, "table": "claims", "row": row}
    return {**key, "person_id": person, "what": "changed", "before": before}


def invitation(name: str, round_id: str, rater: str) -> dict[str, object]:
    return {"invitation_id": name, "round_id": round_id, "category": "peer", "rater_id": rater, "invited": DAY}


def answer(name: str, comment: str) -> dict[str, object]:
    return {"invitation_id": name, "handed_in": DAY, "turn": 1, "levels": '{"s1": 4}', "comment": comment}


def track(name: str, person: str, assessor: str) -> dict[str, object]:
    row = {"track_id": name, "person_id": person, "strength_id": "s1", "level": 3, "status": "assessment"}
    return {**row, "assessor_id": assessor, "opened": DAY, "goal": "zqxtekst" if person == GONE else "doel"}


def remark(name: str, person: str, words: str) -> dict[str, object]:
    row = {"remark_id": name, "person_id": person, "strength_id": "s1", "source": "manager", "day": DAY}
    return {**row, "kind": "objection", "words": words}


def looked(person: str, viewer: str) -> dict[str, object]:
    return {"person_id": person, "viewer": viewer, "purpose": "team", "day": DAY}


def filled(url: str) -> Store:
    copies.fill(url, "erasure", _fill)
    return open_store(url)


def _fill(url: str) -> None:
    store = open_store(url, create=True)
    with store.writing() as writing:
        for table, some in rows().items():
            writing.insert(table, some)
        log.append(writing, GONE, "save", GONE, day=DAY)
        log.append(writing, "ann", "save", GONE, day=DAY)
    store.check()
    store.close()


def frames(store: Store) -> dict[str, pd.DataFrame]:
    with store.reading() as reading:
        return {name: reading.frame(name, marks=True).set_index("row_key") for name in all_tables()}


def written(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file below a folder in which a token stands, in any of the ways text is kept; and in names of files."""
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        for token in TOKENS:
            for way in ("utf-8", "utf-16-le", "utf-16-be"):
                if token.encode(way) in content or token.lower().encode(way) in content or token in path.name:
                    yield path, token


def database_folder(url: str, server: str) -> Path:
    """Where the server keeps the tables of this database."""
    import psycopg

    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert found is not None
    return Path(server) / "data" / "base" / str(found[0])


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.mark.server
def test_no_byte_is_left_and_others_keep_their_rows(
    store_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store = filled(store_url)
    kept = store.backup(tmp_path / "kept" / "one.backup")
    lost = store.backup(tmp_path / "kept" / "lost.backup")
    lost.unlink()
    unfinished = kept.with_name(f".{kept.name}.0123456789ab.part")
    unfinished.write_text(NAME)
    if store.path:
        store.path.with_name(f"{store.path.name}.damaged-1").write_text(NAME)
    places = [tmp_path]
    if store.path is None:
        places.append(database_folder(store_url, request.getfixturevalue("postgres_folder")))
        store.compact()
    assert all({token for _, token in written(place)} == set(TOKENS) for place in places)
    before = frames(store)
    done = erase(store, GONE, actor="administrator", today="2026-06-01")
    store.check()
    after = frames(store)
    store.close()
    assert [left for place in places for left in written(place)] == []
    assert done.missing == (lost,)
    assert done.rewritten == (kept,)
    assert len(done.mentions) == 0
    unchanged(before, after)
    with open_store(store_url).reading() as reading:
        assert log.verify(reading) == 3
        assert keys.pseudonym_of(reading, GONE) is None
    again = open_store(kept)
    again.check()
    unchanged(before, frames(again))
    again.close()


CHANGED = {
    "people": {"bob": "manager_id"},
    "rules": {"b": "subjects owner"},
    "programmes": {"p": "owner"},
    "imports": {"I000001-aaaaaa": "actor"},
    "round_invitations": {"i2": "rater_id name"},
    "round_answers": {"i2": "comment"},
    "evc_tracks": {"t2": "assessor_id"},
    "evc_matrix": {'["t2","1","1"]': "remark"},
}
"""Rows of others that lose a reference, and in which columns; those with a new key are looked at apart."""
APART = ("claims", "conversations", "looked", "log", "person_keys", "backups", "erasing", "erased", "erasure_key")


def unchanged(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]) -> None:
    """All that is left stood there before, but for what CHANGED says; and all that was another's is left."""
    for name in set(all_tables()) - set(APART):
        old, new = before[name], after[name]
        some = CHANGED.get(name, {})
        assert set(new.index) <= set(old.index), name
        gone = [" ".join(map(str, row)) for row in old.drop(new.index).reset_index().to_numpy()]
        assert all(any(mark in row for mark in (*TOKENS, "i1", "t1", "r1")) for row in gone), gone
        same = [key for key in new.index if key not in some]
        columns = list(new.columns)
        pd.testing.assert_frame_equal(new.loc[same, columns], old.loc[same, columns])
        for key, names in some.items():
            rest = [column for column in columns if column not in (*names.split(), "row_version")]
            pd.testing.assert_series_equal(new.loc[key, rest], old.loc[key, rest])
    claims = after["claims"].reset_index()
    assert claims["person_id"].tolist() == ["ann", "ann", "ann", "bob", "bob"]
    stood = claims[[is_tombstone(value) for value in claims["assessor_id"]]]
    assert stood["source"].tolist() == ["peer", "peer", "manager"]
    assert stood["assessor_id"].str.split(".").str[1].tolist() == ["peer", "peer", "manager"]
    assert stood["assessor_id"].nunique() == 2  # one rater stays one rater
    assert stood["note"].isna().all()
    assert sorted(claims["note"].dropna()) == ["eigen woorden", "van ann"]
    conversation = after["conversations"].iloc[0]
    assert conversation["person_id"] == "bob"
    assert pd.isna(conversation["partner_id"])
    assert conversation["status"] == "held"
    assert after["looked"]["person_id"].tolist() == ["ann", "ann"]
    assert "bob" in after["looked"]["viewer"].tolist()
    assert after["rules"].loc["b", "subjects"] == "ann bob"
    assert is_tombstone(after["round_invitations"].loc["i2", "name"])
    pd.testing.assert_frame_equal(after["log"].iloc[:2], before["log"])


def test_what_still_names_somebody_in_a_text_of_another_is_told(tmp_path: Path) -> None:
    store = filled(str(tmp_path / "talentmap.db"))
    with store.writing() as writing:
        writing.update("rules", {"rule_id": "c"}, {"reason": f"Zie {NAME}."}, None)
    done = erase(store, GONE, actor="hr")
    assert done.mentions.to_dict("list") == {"table": ["rules"], "row": ["c"], "column": ["reason"]}
    assert "1" in done.summary()


def test_an_erasure_that_was_stopped_goes_on(tmp_path: Path) -> None:
    store = filled(str(tmp_path / "talentmap.db"))
    kept = store.backup(tmp_path / "one.backup")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:5000])
    with pytest.raises(StoreError, match=r"one\.backup"):
        erase(store, GONE, actor="hr")
    kept.write_bytes(whole)
    assert {path for path, _ in written(tmp_path)} >= {kept}
    done = erase(store, GONE, actor="hr")
    assert done.rewritten == (kept,)
    assert list(written(tmp_path)) == []
    assert finish(store).rewritten == ()
    with pytest.raises(UnknownLabelError):
        erase(store, GONE, actor="hr")


def test_an_open_reader_keeps_the_file_from_being_cleared(tmp_path: Path) -> None:
    store = filled(str(tmp_path / "talentmap.db"))
    with pytest.MonkeyPatch.context() as patch, open_store(tmp_path / "talentmap.db").reading() as reading:
        patch.setattr("talentmap.data.store.engine.PATIENCE_SECONDS", 0)
        reading.frame("people")
        with pytest.raises(StoreError) as caught:
            erase(open_store(tmp_path / "talentmap.db"), GONE, actor="hr")
    assert caught.value.kind == "busy"
    finish(store)
    assert list(written(tmp_path)) == []


def test_every_column_with_ids_is_explained() -> None:
    assert unexplained() == []
