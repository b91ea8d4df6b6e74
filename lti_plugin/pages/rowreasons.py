"""The sentences that tell of a row that was left out or changed, and where it stands.

Whoever reads rows knows no language; a test compares these with what is told there.
"""

from __future__ import annotations

from lti_plugin.store.notices import N_

# Why. Of two that fit, the first is told, so the more exact one comes first.
ROWS = (
    # Moodle's reports and lists
    N_("Neither the person “%(person)s” nor the course “%(course)s” is known."),
    N_("The person “%(person)s” is not known."),
    N_("The course “%(course)s” is not known."),
    N_("The date “%(date)s” is not understood."),
    N_("“%(word)s” in the column Completed is not understood."),
    N_(
        "The competency “%(name)s” is one of several frameworks: add the framework's ID number to "
        "the report."
    ),
    N_("The competency “%(name)s” is not known, or in a hidden framework."),
    N_("They are left out: %(sentence)s"),
    N_("Only those of courses are known: %(sentence)s"),
    N_("Moodle counts %(counted)s and shows %(shown)s."),
    N_("Their user names are not shown."),
    N_("Their addresses are not shown."),
    N_("%(number)s are closed to the service account."),
    N_("%(number)s of %(all)s are not shown."),
    N_("%(field)s: Missing data for required field."),
    N_("%(field)s: Field may not be null."),
    N_("%(field)s: Not a valid string."),
    N_("%(field)s: Not a valid integer."),
    N_("%(field)s: Not a valid number."),
    N_("%(field)s: Not a valid boolean."),
    N_("%(field)s: Not a valid list."),
    N_("%(field)s: Invalid type."),
    N_("Invalid input type."),
    # cells of files and fields of courses
    N_("The column %(column)s is not known and is ignored."),
    N_("The column %(column)s is not a number: %(cell)s."),
    N_("The column %(column)s is out of range: %(cell)s."),
    N_("The column %(column)s is neither yes nor no: %(cell)s."),
    N_("The column %(column)s is not a date such as 2025-06-27: %(cell)s."),
    N_("The column %(column)s is not a web address: %(cell)s."),
    N_("The column %(column)s names no skill: %(cell)s."),
    N_("The column %(column)s has a skill of more than %(longest)s characters."),
    N_("The column %(column)s is longer than %(longest)s characters."),
    N_("The column %(column)s is none of %(words)s."),
    N_("The column %(column)s is empty."),
    N_("The field %(field)s is not a number: %(cell)s."),
    N_("The field %(field)s is out of range: %(cell)s."),
    N_("The field %(field)s is neither yes nor no: %(cell)s."),
    N_("The field %(field)s is not a date such as 2025-06-27: %(cell)s."),
    N_("The field %(field)s is not a web address: %(cell)s."),
    N_("The field %(field)s names no skill: %(cell)s."),
    N_("The %(field)s is empty."),
    N_("The %(field)s is longer than %(longest)s characters."),
    N_("Too long, so cut: %(cut)s. Not usable, so left out: %(lost)s."),
    N_("Too long, so cut: %(cut)s."),
    N_("Not usable, so left out: %(lost)s."),
    # rows of files
    N_("The id is already used in line %(line)s."),
    N_("This is the same course as in line %(line)s."),
    N_("The prerequisite %(name)s is not a course here."),
    N_("The quotation marks of the row do not match."),
    N_("The row has %(cells)s cells and the header %(width)s."),
    N_("A cell is longer than %(size)s characters."),
    N_("A cell holds a null character."),
    N_("The skill %(skill)s is not known here."),
    N_("Nobody here has the id %(id)s."),
    N_("The date lies in the future."),
)
# Where. What is none of these, such as the name of a file, stays as it is.
PLACES = (
    N_("%(file)s line %(line)s"),
    N_("ratings report row %(row)s"),
    N_("report row %(row)s"),
    N_("person %(person)s, course %(course)s"),
    N_("person %(person)s, competency %(competency)s"),
    N_("course %(course)s, competency %(competency)s"),
    N_("competency framework %(framework)s"),
    N_("competencies of course %(course)s"),
    N_("courses of category %(category)s"),
    N_("courses of person %(person)s"),
    N_("people from place %(place)s"),
    N_("category %(category)s"),
    N_("competency %(competency)s"),
    N_("course %(course)s"),
    N_("person %(person)s"),
    N_("feature of %(owner)s"),
    N_("evidence of %(person)s"),
    N_("competencies"),
    N_("courses"),
    N_("people"),
)
