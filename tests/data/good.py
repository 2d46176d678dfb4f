"""A small good dataset as CSV text, to break in one place at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from talentmap.data.read import CheckReport, check_dataset

GOOD: Mapping[str, str] = {
    "people": """person_id,name,unit,manager_id,location,fte,start_date,end_date
a1,Anouk de Wit,Directie,,Den Haag,1.0,2012-03-01,
a2,Bram Jansen,Beleid,a1,Den Haag,0.8,2015-09-01,
a3,Chaïma el Idrissi,Beleid,a2,Utrecht,0.9,2019-01-15,2030-01-01
a4,Daan Visser,Uitvoering,a2,Utrecht,0.5,2021-06-01,
""",
    "units": """unit,parent_unit
Directie,
Beleid,Directie
Uitvoering,Directie
""",
    "strengths": """strength_id,name,kind,broader_id
s1,Communicatie,skill,
s2,Presenteren,skill,s1
s3,Nieuwsgierigheid,talent,
""",
    "claims": """person_id,strength_id,level,energy,source,assessor_id,date,visibility,valid_until
a2,s1,4,1,self,a2,2026-03-02,team,
a2,s2,3,,peer,a3,2026-03-02,organisation,
a3,s1,5,,manager,a2,2026-03-03,manager,
a3,s3,2,-2,self,,2026-03-04,private,
a4,s2,4,,certificate,,2026-03-05,organisation,2027-03-05
""",
    "roles": """role_id,title,unit,headcount,status,fte
r1,Adviseur,Beleid,2,open,0.5
r2,Leider,Uitvoering,1,future,
""",
    "role_requirements": """role_id,strength_id,level,weight,mandatory
r1,s1,3,2,true
r2,s3,1,0.5,false
""",
    "projects": """project_id,title,unit,start_date,end_date,min_size,max_size,fte
j1,Vernieuwing,Beleid,2026-05-01,2026-09-01,2,4,0.2
""",
    "project_requirements": """project_id,strength_id,level,weight,mandatory,min_people
j1,s1,3,2,true,
""",
    "holdings": """person_id,role_id,fte,since,until
a2,r1,0.8,2020-01-01,
""",
    "ties": """person_a,person_b,weight
a1,a2,3
a2,a3,1
""",
    "recognitions": """person_id,colleague_id,strength_id,date
a1,a2,s1,2026-01-02
""",
    "aspirations": """person_id,target_kind,target_id,rank
a2,role,r2,1
a2,strength,s3,2
a3,project,j1,1
a4,task,iets anders,1
""",
    "availability": """person_id,from_date,to_date,part,fte
a3,2026-05-01,2026-06-01,,0.5
""",
    "offerings": """offering_id,title,strength_id,from_level,to_level,mode,cost
o1,Training,s2,1,3,classroom,250.00
""",
    "goals": """goal_id,owner,strength_id,level,people,by_date,weight
g1,organisation,s1,3,2,2027-01-01,1
g2,Beleid,s2,3,,,
g3,a4,s3,2,,,
""",
    "conversations": """person_id,partner_id,date,status
a2,a1,2026-02-01,gehouden
""",
    "pools": """pool,member_id,name,capacity,from_date,to_date,part,language,certificate_until
actor,x1,Noor Bakker,6,2026-05-01,2026-05-31,,nl en,
coach,a1,,2,,,,,2026-12-31
facilitator,x2,Pim Vos,,2026-05-01,2026-05-15,morning,,
facilitator,x2,,4,2026-06-01,2026-06-30,,,
room,z1,Zaal 1,,,,,,
""",
    "programmes": """programme_id,title,start_date,owner
q1,Honderd dagen,2026-04-01,HR
q2,Vervolg,2026-09-01,
""",
    "phases": """phase_id,programme_id,number,title,days,close_plan,close_done
f1,q1,1,Ontdekken,25,1,1
f2,q1,2,Oefenen,,,
f3,q2,1,Verder,20,0,2
""",
    "sessions": """session_id,programme_id,phase_id,kind,title,date,day,part,minutes,group,reference
n1,q1,f1,workshop,Eerste dag,2026-04-02,,day,,G01,
n2,q1,f2,talk,Gesprek,,12,morning,60,,
n3,q2,,film,Kijken,,,,20,,Film 1
""",
    "progress": """person_id,session_id,phase_id,kind,date
a2,n1,,attended,2026-04-02
a2,,f1,plan,2026-04-09
""",
}


def write_good(folder: Path, *, without: tuple[str, ...] = (), **changed: str | bytes) -> Path:
    """Write the good tables, with these instead of or beside them; a name with a dot is a whole file name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**GOOD, **changed}.items():
        if name not in without:
            path = folder / f"{name}.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def edited(table: str, before: str, after: str) -> dict[str, str]:
    """The good table with one piece of text replaced, which must be there exactly once."""
    assert GOOD[table].count(before) == 1, (table, before)
    return {table: GOOD[table].replace(before, after)}


def findings(report: CheckReport) -> list[tuple[object, ...]]:
    """Kind, file, row and column of every fault and warning."""
    found = report.to_dict()
    return [(one["kind"], one["file"], one["row"], one["column"]) for one in found["faults"] + found["warnings"]]


def check(folder: Path, **changed: str | bytes) -> CheckReport:
    """Report on the good dataset with these tables instead."""
    return check_dataset(write_good(folder, **changed))
