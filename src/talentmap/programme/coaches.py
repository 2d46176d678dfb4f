"""Match participants with coaches: everybody coached if it can be, then wishes, then even loads; proven."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.in_force import employed
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.optimise.options import SEED
from talentmap.programme.check_coaches import verify_coaches
from talentmap.programme.coach_conflicts import bar_reason, coach_conflicts
from talentmap.programme.coach_goal import Score, score_of, work_of
from talentmap.programme.coach_pairs import Pairs, Talk, read_pairs, talks_of
from talentmap.programme.loads import share_out
from talentmap.programme.phases import talk_dates
from talentmap.programme.rows import plain_rows
from talentmap.results import Conflict, Explanation, Proof, Reason, Status
from talentmap.vocabulary import text

Detail = dict[str, str | float | int | bool | None]


@dataclass(frozen=True, eq=False)
class CoachResult:
    """Who is coached by whom, and the proof.

    Parameters
    ----------
    pairs
        The question: participants, coaches, what bars each pair, the talks.
    wishes
        Participant -> coaches wished, most wanted first.
    given
        Participant -> coach, by participant.
    score
        People coached, wishes met per rank, sum of squared loads: none of them can be better without giving up one that
        comes before it.
    proof
        ``best`` and ``bound`` count people coached; proven by prices for the whole order of goals at once.
    conflicts
        When somebody has no coach: rules that leave too few places.
    """

    pairs: Pairs
    wishes: Mapping[str, tuple[str, ...]]
    given: Mapping[str, str]
    score: Score
    proof: Proof
    conflicts: tuple[Conflict, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """How it ended."""
        return self.proof.status

    @property
    def uncoached(self) -> tuple[str, ...]:
        """Participants without a coach, by id."""
        return tuple(person for person in self.pairs.people if person not in self.given)

    def table(self) -> pd.DataFrame:
        """One row per participant: person_id, name, coach_id, coach, wish (rank of that wish); missing where none."""
        title = {coach.id: coach.name for coach in self.pairs.coaches}
        rows = []
        for person in self.pairs.people:
            coach = self.given.get(person)
            wished = list(self.wishes.get(person, ()))
            wish = wished.index(coach) + 1 if coach in wished else None
            rows.append((person, self.names.get(person, person), coach, title.get(coach or ""), wish))
        frame = pd.DataFrame(rows, columns=["person_id", "name", "coach_id", "coach", "wish"])
        return frame.astype({**dict.fromkeys(frame.columns[:4], "str"), "wish": "Int64"})

    def loads(self) -> dict[str, int]:
        """Coach -> people, by id; coaches without anybody too."""
        found = dict.fromkeys((coach.id for coach in self.pairs.coaches), 0)
        for coach in self.given.values():
            found[coach] += 1
        return found

    def explain(self, label: str) -> Explanation:
        """Why a participant has that coach or none and what each other coach would change, or whom a coach has.

        Raises
        ------
        UnknownLabelError
            No participant or coach of this matching.
        """
        if label in self.pairs.people:
            return Explanation(label, tuple(self._person(label)))
        if label in self.loads():
            people = [person for person, coach in self.given.items() if coach == label]
            return Explanation(label, (self._load(label), *(self._has(person, label) for person in people)))
        raise UnknownLabelError(text("programme.bad.label", found=str(label)[:40]), str(label))

    def _person(self, person: str) -> list[Reason]:
        own = self.given.get(person)
        reasons = []
        if own is None:
            reasons.append(Reason("programme.coach.none", person, None, "", None, {"person": self._name(person)}))
        else:
            reasons += [self._has(person, own), *self._wish(person, own), self._load(own)]
        for coach in self.pairs.coaches:
            if coach.id == own:
                continue
            bars = self.pairs.bars.get((person, coach.id), ())
            reasons += [bar_reason(bar, coach) for bar in bars] if bars else [self._instead(person, coach.id)]
        return reasons

    def _instead(self, person: str, coach: str) -> Reason:
        """What the whole would lose with that coach, by solving it again."""
        work = work_of(self.pairs, self.wishes, only={person: coach})
        hands = share_out(work).hands
        other = score_of(self.pairs, self.wishes, _given(self.pairs, hands))
        detail: Detail = {"person": self._name(person), "coach": self._name(coach)}
        if other == self.score:
            return Reason("programme.coach.same", coach, 0, "", None, detail)
        change = [new - old for new, old in zip(other.wishes, self.score.wishes, strict=True)]
        detail |= {
            "coached": f"{other.coached - self.score.coached:+d}",
            "wishes": " ".join(f"{n:+d}" for n in change) or "+0",
            "squares": f"{other.squares - self.score.squares:+d}",
        }
        return Reason("programme.coach.worse", coach, None, "", None, detail)

    def _has(self, person: str, coach: str) -> Reason:
        detail: Detail = {"person": self._name(person), "coach": self._name(coach)}
        return Reason("programme.coach.has", person, None, "", None, detail)

    def _wish(self, person: str, coach: str) -> list[Reason]:
        wished = list(self.wishes.get(person, ()))
        if coach in wished:
            return [Reason("programme.coach.wish", person, wished.index(coach) + 1, "rank")]
        detail: Detail = {"person": self._name(person), "coach": self._name(coach)}
        return [Reason("programme.coach.no_wish", person, None, "", None, detail)] if wished else []

    def _load(self, coach: str) -> Reason:
        limit = next(one.capacity for one in self.pairs.coaches if one.id == coach)
        kind = "programme.coach.unlimited" if limit is None else "programme.coach.load"
        return Reason(kind, coach, self.loads()[coach], "people", limit, {"coach": self._name(coach)})

    def _name(self, label: str) -> str:
        return next((coach.name for coach in self.pairs.coaches if coach.id == label), self.names.get(label, label))

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        loads = self.loads().values()
        lines = [
            text(
                "programme.coach.summary",
                lang=lang,
                coached=self.score.coached,
                people=len(self.pairs.people),
                wishes=", ".join(str(n) for n in self.score.wishes) or "-",
                low=min(loads, default=0),
                high=max(loads, default=0),
            )
        ]
        if self.conflicts:
            lines.append(text("programme.coach.conflicts", lang=lang))
        return "\n".join([*lines, *(conflict.text(lang) for conflict in self.conflicts)])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        proof = self.proof.to_dict()
        return {
            "status": self.status.value,
            **{name: proof[name] for name in ("best", "bound", "gap")},
            "terms": {
                "coached": self.score.coached,
                "wishes": list(self.score.wishes),
                "squares": self.score.squares,
            },
            "pairs": plain_rows(self.table()),
            "loads": self.loads(),
            "uncoached": list(self.uncoached),
            "proof": proof,
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "timing": dict(self.proof.timing),
        }


def match_coaches(
    data: Dataset,
    participants: Sequence[str] | None = None,
    *,
    talks: Iterable[object] | Mapping[str, Iterable[object]] | None = None,
    refusals: Iterable[tuple[str, str]] = (),
    wishes: Mapping[str, Sequence[str]] | None = None,
    language: str | Mapping[str, str] | None = None,
) -> CoachResult:
    """Give participants a coach from the pool ``coach``.

    A coach has places (``capacity``), is there at every talk with a certificate that is valid that day, speaks the
    language, is neither above nor below the participant in the line at any height, and neither of the two refuses.
    Goals in order: as many people coached as can be; as many first wishes as can be, then second, ...; loads as even as
    can be (least squares); coaches low in id for participants low in id. Exact, for the whole order at once.

    Parameters
    ----------
    participants
        Ids; everybody employed who is not in the pool of coaches if not said.
    talks
        Dates of the talks of everybody, or per participant; ``2026-05-11/morning`` where the half matters, else the
        coach must be there one half of it. The sessions of kind ``talk`` if not said; without any, today.
    refusals
        (participant, coach): one of the two does not want to. Rows ``refuse`` of the table `rules` count as well, as
        long as they hold; their subjects are participant and coach.
    wishes
        Participant -> coaches wished, most wanted first.
    language
        Of everybody, or per participant.

    Raises
    ------
    ProblemError, UnknownLabelError
        A name, date or rule makes no sense, or there are no coaches.

    References
    ----------
    Ahuja, Magnanti and Orlin (1993), Network Flows, chapters 9 and 14; Irving and others (2006), Rank-maximal
    matchings, doi:10.1145/1198513.1198520 (wishes). The order of the goals is our definition: a coach for all matters
    most.
    """
    started = time.perf_counter()
    coaches = set(data.frames["pools"].loc[data.frames["pools"]["pool"] == "coach", "member_id"])
    if not coaches:
        raise ProblemError(text("programme.bad.no_coaches"))
    here = sorted(data.frames["people"]["person_id"][employed(data)]) if participants is None else []
    people = [p for p in here if p not in coaches] if participants is None else sorted(set(participants))
    refused = sorted({(str(person), str(coach)) for person, coach in refusals})
    pairs = read_pairs(data, people, _talks(data, people, talks), refused, language)
    wished = _wishes(pairs, wishes or {})
    work = work_of(pairs, wished)
    sharing = share_out(work)
    given = _given(pairs, sharing.hands)
    score = score_of(pairs, wished, given)
    verify_coaches(data, pairs, wished, given, refused, work, sharing)
    conflicts = coach_conflicts(pairs, given) if len(given) < len(people) else ()
    proof = _proof(data, pairs, wished, refused, score, time.perf_counter() - started)
    names = dict(zip(data.frames["people"]["person_id"], data.frames["people"]["name"], strict=True))
    own = {person: names[person] for person in pairs.people}
    return CoachResult(pairs, wished, given, score, proof, conflicts, own)


def _given(pairs: Pairs, hands: Mapping[tuple[int, int], int]) -> dict[str, str]:
    return {pairs.people[i]: pairs.coaches[j].id for i, j in sorted(hands)}


def _talks(data: Dataset, people: Sequence[str], talks: object) -> dict[str, tuple[Talk, ...]]:
    if isinstance(talks, Mapping):
        return {str(person): talks_of(own) for person, own in talks.items()}
    if talks is None:
        found = talks_of(talk_dates(data))
        if not found and data.reference_date is not None:
            found = talks_of([data.reference_date])
    else:
        found = talks_of(talks)  # type: ignore[arg-type]
    return dict.fromkeys(people, found)


def _wishes(pairs: Pairs, wishes: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    known = [coach.id for coach in pairs.coaches]
    found = {}
    for person in sorted(wishes):
        if person not in pairs.people:
            raise UnknownLabelError(text("programme.bad.wish_person", found=str(person)[:40]), str(person))
        for coach in wishes[person]:
            if coach not in known:
                shown = ", ".join(known[:20])
                message = text("programme.bad.wish", person=person, found=str(coach)[:40], known=shown)
                raise UnknownLabelError(message, str(coach))
        found[person] = tuple(dict.fromkeys(wishes[person]))
    return found


def _proof(
    data: Dataset,
    pairs: Pairs,
    wishes: Mapping[str, tuple[str, ...]],
    refused: Sequence[tuple[str, str]],
    score: Score,
    seconds: float,
) -> Proof:
    from talentmap import __version__

    asked = {
        "data": data.fingerprint,
        "people": pairs.people,
        "bars": [[*pair, *(bar.name for bar in own)] for pair, own in sorted(pairs.bars.items())],
        "wishes": wishes,
        "refused": refused,
    }
    problem = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    rules = tuple(sorted({bar.name for own in pairs.bars.values() for bar in own}))
    best = float(score.coached) if pairs.people else math.nan
    own = (data.fingerprint, problem, rules, Status.OPTIMAL, best, best, "prices", "talentmap", __version__)
    return Proof(*own, seed=SEED, verified=True, timing={"total": seconds})
