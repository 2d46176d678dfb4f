"""Seven people, five strengths, three roles and one project: small enough to work by hand."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

import pandas as pd

from talentmap.data.dataset import Dataset

_PEOPLE = """
P1 | Anouk de Vries    | Dienstverlening |    | Stadhuis | 1.0 | 2012-03-01
P2 | Bram Yılmaz       | Dienstverlening | P1 | Stadhuis | 0.8 | 2019-09-01
P3 | Chaima El Idrissi | Dienstverlening | P1 | Stadhuis | 0.9 | 2021-01-01
P4 | Douwe Hoekstra    | Stadsbeheer     | P1 | Werf     | 1.0 | 2005-06-01
P5 | Esmée Pinas       | Stadsbeheer     | P4 | Werf     | 0.6 | 2023-02-01
P6 | Femke Osinga      | Stadsbeheer     | P4 | Werf     | 0.8 | 2016-11-01
P7 | Gino Martina      | Stadsbeheer     | P4 | Werf     | 0.5 | 2024-05-01
"""
_UNITS = """
Gemeente        |
Dienstverlening | Gemeente
Stadsbeheer     | Gemeente
"""
_STRENGTHS = """
S1 | Connecting people | Verbinden      | talent     |
S2 | Analysing         | Analyseren     | talent     |
S3 | Planning          | Plannen        | skill      |
S4 | Planning law      | Omgevingsrecht | knowledge  |
S5 | Coaching          | Begeleiden     | competency | S1
"""
_CLAIMS = """
P1 | S1 | 3 |  2 | self        | P1 | 2026-03-02 | organisation |
P1 | S1 | 4 |    | peer        | P2 | 2026-04-07 | organisation |
P1 | S1 | 5 |    | peer        | P3 | 2026-04-09 | organisation |
P1 | S5 | 4 |    | peer        | P4 | 2026-04-09 | organisation |
P2 | S2 | 4 |  1 | self        | P2 | 2026-03-02 | team         |
P2 | S2 | 3 |    | manager     | P1 | 2026-05-11 | team         |
P2 | S3 | 3 | -1 | self        | P2 | 2026-03-02 | team         |
P3 | S1 | 2 |  1 | self        | P3 | 2026-03-03 | organisation |
P3 | S4 | 3 |  2 | self        | P3 | 2026-03-03 | organisation |
P3 | S4 | 4 |    | certificate |    | 2024-06-30 | organisation | 2027-06-30
P4 | S3 | 4 |  2 | self        | P4 | 2026-03-05 | organisation |
P4 | S3 | 5 |    | manager     | P1 | 2026-05-11 | organisation |
P4 | S4 | 2 |  0 | self        | P4 | 2026-03-05 | organisation |
P4 | S4 | 3 |    | certificate |    | 2020-12-31 | organisation | 2025-12-31
P5 | S1 | 4 |  2 | self        | P5 | 2026-03-06 | organisation |
P5 | S5 | 3 |  2 | self        | P5 | 2026-03-06 | private      |
P6 | S2 | 4 | -1 | self        | P6 | 2026-03-09 | organisation |
P6 | S2 | 5 |    | peer        | P2 | 2026-04-20 | organisation |
P6 | S2 | 4 |    | client      |    | 2026-06-01 | organisation |
P6 | S3 | 2 |  0 | self        | P6 | 2026-03-09 | manager      |
"""
_ROLES = """
R1 | Projectleider | Stadsbeheer     | 1 | open   | 0.8
R2 | Data-analist  | Dienstverlening | 2 | open   |
R3 | Teamcoach     | Gemeente        | 1 | future |
"""
_ROLE_REQUIREMENTS = """
R1 | S1 | 3 | 1 | no
R1 | S3 | 4 | 2 | yes
R2 | S2 | 4 | 3 | no
R2 | S3 | 2 | 1 | no
R3 | S1 | 4 | 1 | no
R3 | S5 | 3 | 2 | no
"""
_HOLDINGS = """
P2 | R2 | 0.8 | 2021-01-01 |
"""
_PROJECTS = """
J1 | Vergunningen sneller | Dienstverlening | 2026-09-01 | 2026-12-18 | 2 | 3 | 0.2
"""
_PROJECT_REQUIREMENTS = """
J1 | S1 | 3 | 1 | no  | 1
J1 | S2 | 3 | 1 | no  | 1
J1 | S4 | 3 | 2 | yes | 1
"""
_TIES = """
P1 | P2 | 3
P2 | P3 | 2
P3 | P5 | 4
P5 | P6 | 1
"""
_ASPIRATIONS = """
P2 | strength | S3 | 1
P4 | role     | R1 | 1
P5 | role     | R3 | 1
P6 | role     | R3 | 1
P6 | role     | R2 | 2
P7 | project  | J1 | 1
"""

_COLUMNS = {
    "people": (_PEOPLE, "person_id name unit manager_id location fte start_date"),
    "units": (_UNITS, "unit parent_unit"),
    "strengths": (_STRENGTHS, "strength_id name name_nl kind broader_id"),
    "claims": (_CLAIMS, "person_id strength_id level energy source assessor_id date visibility valid_until"),
    "roles": (_ROLES, "role_id title unit headcount status fte"),
    "role_requirements": (_ROLE_REQUIREMENTS, "role_id strength_id level weight mandatory"),
    "holdings": (_HOLDINGS, "person_id role_id fte since until"),
    "projects": (_PROJECTS, "project_id title unit start_date end_date min_size max_size fte"),
    "project_requirements": (_PROJECT_REQUIREMENTS, "project_id strength_id level weight mandatory min_people"),
    "ties": (_TIES, "person_a person_b weight"),
    "aspirations": (_ASPIRATIONS, "person_id target_kind target_id rank"),
}
_NUMBERS = ("fte", "level", "energy", "headcount", "weight", "min_size", "max_size", "min_people", "rank")
_DATES = ("date", "valid_until", "since", "until", "start_date", "end_date")


def toy() -> Dataset:
    """Make an organisation small enough to work by hand.

    What others may know of the seven people at 1 June 2026 (level of the profile, ``.`` unknown)::

        |           | S1 connecting | S2 analysing | S3 planning | S4 planning law | S5 coaching |
        | P1 Anouk  |       4       |       .      |      .      |        .        |      4      |
        | P2 Bram   |       .       |       3      |      3      |        .        |      .      |
        | P3 Chaima |       2       |       .      |      .      |        4        |      .      |
        | P4 Douwe  |       .       |       .      |      5      |        2        |      .      |
        | P5 Esmée  |       4       |       .      |      .      |        .        |      .      |
        | P6 Femke  |       .       |       4      |      2      |        .        |      .      |
        | P7 Gino   |       .       |       .      |      .      |        .        |      .      |

    - Anouk's connecting: her peers say 4 and 5, the lower median is 4; her own 3 stands beside it.
    - Bram's analysing: his manager's 3 counts, his own 4 stands beside it. Chaima's planning law: her own 3 is lifted
      to 4 by a certificate that holds; Douwe's certificate ended in 2025, so his own 2 stands.
    - Esmée keeps her coaching private: nobody else's calculation sees it. Gino shared nothing.

    Fit (0.8 can + 0.2 wants, unknown counted as nothing):

    - Data analyst R2 asks S2 at 4 (weight 3) and S3 at 2 (weight 1). Femke meets both: can 1; neither gives her energy:
      wants 0; fit 0.8. Bram is one step short in S2: can (3 x 0.5 + 1) / 4 = 0.625; wants 3/4; fit 0.65.
    - Project leader R1 has planning at 4 as a gate: Douwe alone passes. Can is 1 on what is known and 2/3 at the
      lowest; wants 1; fit 0.8 x 2/3 + 0.2 = 0.7333.
    - Team coach R3: Anouk can 1, wants 1, fit 1. Esmée's coaching is unknown: 0.8 x 1/3 + 0.2 = 0.4667.

    One seat of R2 is Bram's, so three seats are free: Douwe R1, Femke R2 and Anouk R3 is the best matching, 2.5333.

    Project J1 needs planning law as a gate, which only Chaima has. Several teams of three cover everything; Bram,
    Chaima and Esmée know each other best: (2/4 + 4/4 + 0) / 3 = 0.5.
    """
    made = _made()
    return Dataset(MappingProxyType({name: made.table(name) for name in made.frames}), made.today, made.warnings)


@lru_cache(maxsize=1)
def _made() -> Dataset:
    """Checked once; whoever asks gets frames of their own, which share its values until changed."""
    return Dataset.from_frames({name: _frame(*source) for name, source in _COLUMNS.items()})


def _frame(rows: str, columns: str) -> pd.DataFrame:
    names = columns.split()
    cells = [[cell.strip() or None for cell in line.split("|")] for line in rows.strip("\n").splitlines()]
    frame = pd.DataFrame([row + [None] * (len(names) - len(row)) for row in cells], columns=names)
    for name in frame.columns:
        if name in _NUMBERS:
            frame[name] = pd.to_numeric(frame[name])
        elif name in _DATES:
            frame[name] = pd.to_datetime(frame[name])
        elif name == "mandatory":
            frame[name] = frame[name] == "yes"
    return frame
