"""Small made-up releases of ESCO and O*NET with the headers of the real ones."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

ESCO = "http://data.europa.eu/esco/"
BAKER, MILLER = f"{ESCO}occupation/baker", f"{ESCO}occupation/miller"
KNEAD, FLOUR, LISTEN, SPEAK = (f"{ESCO}skill/{name}" for name in ("knead", "flour", "ear", "da"))
GROUP = f"{ESCO}skill/S1"

SKILLS = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,"
    "modifiedDate,scopeNote,definition,inScheme,description"
)
GROUPS = (
    "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,"
    "inScheme,description,code"
)
OCCUPATIONS = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "regulatedProfessionNote,scopeNote,definition,inScheme,description,code"
)
COLLECTION = (
    "conceptType,conceptUri,preferredLabel,status,skillType,reuseLevel,altLabels,description,"
    "broaderConceptUri,broaderConceptPT"
)
BROADER = "conceptType,conceptUri,broaderType,broaderUri"


def sheet(header: str, *rows: Mapping[str, str]) -> str:
    """Return a CSV file with these columns; a row leaves out what is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header.split(","), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def concept(uri: str, label: str, **more: str) -> dict[str, str]:
    """Return the row of a released concept."""
    return {"conceptUri": uri, "preferredLabel": label, "status": "released"} | more


def esco(*, suffix: str = "_en", relations: str = "") -> dict[str, str]:
    """Return the files of a release as in v1.1, where ``relations`` is ''; '_en' is as in v1.2."""
    demand = {"relationType": "essential", "skillType": "skill/competence"}
    demand_header, occupations = "occupationUri,relationType,skillType,skillUri", OCCUPATIONS
    if relations:
        demand_header = "occupationUri,occupationLabel,relationType,skillType,skillUri,skillLabel"
        occupations += ",naceCode"
    return {
        f"skills{suffix}.csv": sheet(
            SKILLS,
            concept(KNEAD, "knead dough", skillType="skill/competence", reuseLevel="cross-sector",
                    altLabels="work dough\nknead dough\nmassage dough",
                    description="<b>Knead</b>."),
            concept(FLOUR, "flour", skillType="knowledge", reuseLevel="cross-sector"),
            concept(LISTEN, "listen", skillType="skill/competence", reuseLevel="transversal",
                    hiddenLabels="lissen"),
            concept(SPEAK, "speak Danish", skillType="skill/competence", reuseLevel="transversal"),
            concept(f"{ESCO}skill/old", "stoke ovens", status="obsolete"),
        ),
        f"skillGroups{suffix}.csv": sheet(GROUPS, concept(GROUP, "making food", code="S1")),
        f"occupations{suffix}.csv": sheet(
            occupations,
            concept(BAKER, "baker", iscoGroup="7512", altLabels="bread maker\nbaker"),
            concept(MILLER, "miller", iscoGroup="8160"),
        ),
        f"ISCOGroups{suffix}.csv": "conceptType,conceptUri,code,preferredLabel,status\n"
        f"ISCOGroup,{ESCO}isco/C7512,7512,Bakers and others,released\n",
        f"digitalSkillsCollection{suffix}.csv": sheet(COLLECTION),
        f"greenSkillsCollection{suffix}.csv": sheet(COLLECTION, concept(FLOUR, "flour")),
        f"languageSkillsCollection{suffix}.csv": sheet(COLLECTION, concept(SPEAK, "speak Danish")),
        f"occupationSkillRelations{relations}.csv": sheet(
            demand_header,
            demand | {"occupationUri": BAKER, "skillUri": KNEAD},
            demand | {"occupationUri": BAKER, "skillUri": FLOUR, "relationType": "optional"},
        ),
        f"broaderRelationsSkillPillar{relations}.csv": sheet(
            BROADER, {"conceptUri": KNEAD, "broaderUri": GROUP}
        ),
        f"broaderRelationsOccPillar{relations}.csv": sheet(
            BROADER, {"conceptUri": BAKER, "broaderUri": f"{ESCO}isco/C7512"}
        ),
    }  # fmt: skip


RATED = (
    "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tStandard Error\t"
    "Lower CI Bound\tUpper CI Bound\tRecommend Suppress\tNot Relevant\tDate\tDomain Source"
)


def rated(*rows: tuple[str, str, str, str]) -> str:
    """Return a file of ratings from (occupation, element, scale, value)."""
    lines = [f"{code}\t{e}\tname\t{scale}\t{value}" + "\t" * 8 for code, e, scale, value in rows]
    return "\n".join([RATED, *lines, ""])


SKILL_ROWS = (
    ("11-1011.00", "2.A.1.a", "IM", "4.00"),
    ("11-1011.00", "2.A.1.a", "LV", "3.50"),
    ("11-1011.00", "2.A.1.b", "IM", "2.75"),
    ("11-1011.00", "2.A.1.b", "LV", "2.00"),
)


def onet(release: str = "29.2") -> dict[str, str]:
    """Return the text files of a release; from 30.3 on they have other names."""
    files = {
        "Read Me.txt": f"O*NET {release} Database\n",
        "Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n"
        '11-1011.00\tChief Executives\tThey "lead".\n'
        "15-1252.00\tSoftware Developers\tThey build.\n",
        "Content Model Reference.txt": "Element ID\tElement Name\tDescription\n"
        "2\tWorker Requirements\tx\n2.A\tBasic Skills\tx\n2.A.1\tContent\tx\n"
        "2.A.1.a\tReading\tTo read.\n2.A.1.b\tListening\tTo listen.\n2.C\tKnowledge\tx\n"
        "2.C.10\tTransportation\tTo move.\n",
        "Knowledge.txt": rated(("11-1011.00", "2.C.10", "IM", "3.00")),
        "Job Zones.txt": "O*NET-SOC Code\tJob Zone\tDate\tDomain Source\n11-1011.00\t5\t\t\n",
        "Related Occupations.txt": "O*NET-SOC Code\tRelated O*NET-SOC Code\t"
        "Relatedness Tier\tIndex\n"
        "11-1011.00\t15-1252.00\tPrimary-Short\t1\n15-1252.00\t11-1011.00\tSupplemental\t12\n",
    }
    if release == "29.2":
        return files | {
            "Skills.txt": rated(*SKILL_ROWS),
            "Alternate Titles.txt": "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)\n"
            "11-1011.00\tChief Executive Officer\tCEO\t08\n11-1011.00\tOwner\tn/a\t10\n",
            "Technology Skills.txt": "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\t"
            "Hot Technology\tIn Demand\n"
            "15-1252.00\tSQL & more\t43232306\tQuery software\tY\tY\n"
            "11-1011.00\tAbacus\t43232110\tSpreadsheet software\tN\tN\n",
        }
    return files | {
        "Essential Skills.txt": rated(*SKILL_ROWS[:2]),
        "Transferable Skills.txt": rated(*SKILL_ROWS[2:]),
        "Job Titles.txt": "O*NET-SOC Code\tJob Title\n11-1011.00\tChief Executive Officer\n",
        "Software Skills.txt": "O*NET-SOC Code\tWorkplace Example\tElement ID\tElement Name\t"
        "Hot Technology\tIn Demand\n15-1252.00\tSQL & more\t9.X\tQuery software\tY\tY\n",
    }


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zipped(files: Mapping[str, str | bytes], path: Path) -> Path:
    """Write files into a zip archive and return it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def workbook(rows: Iterable[Iterable[str | float]]) -> bytes:
    """Return a workbook with one sheet, as small as one can be."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = [
            f"<c><v>{value}</v></c>"
            if isinstance(value, float)
            else f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            for value in row
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/s.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{relations}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="s.xml"/></Relationships>',
        "xl/s.xml": f'<worksheet xmlns="{namespace}"><sheetData>{"".join(lines)}'
        "</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()
