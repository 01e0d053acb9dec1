"""Find words that suggest that a text is about someone under 18: an age, a school year, a pupil.

They are not findings, because they identify nobody. A form in which they are found asks the writer whether the text is
about a child.
"""

import re

from ratsite.lib.identifiers.plain import Plain, read

AGE = r"(?:\d|1[0-7])"
GROWN = r"(?:over|above|older|upwards?|up|1[89]|[2-9]\d)"  # "16 and over", "16 to 24"
NOT_UP = rf"(?!\d|[.,]\d|\s?[+%]|\s?(?:-|to|and|or)\s?{GROWN}\b)"
THING = (
    r"(?:van|car|vehicle|law|act|building|company|polic\w{1,3}|report|system|charity|partnership|programme|project|"
    r"document|guidance|network|scheme|contract|plan)"
)
LEARNER = r"(?:pupils?|students?|lads?|lass|girls?|boys?|child(?:ren)?|kids?|class|group|tutor|parents?|at school|s\b)"
SIGNS = (
    re.compile(rf"\bage[ds]?[\s:]{{1,2}}(?:of\s|about\s|around\s|just\s|only\s)?{AGE}\b{NOT_UP}", re.IGNORECASE),
    re.compile(
        rf"(?<![\w.,/£$-]){AGE}[\s-]{{0,2}}(?:(?:years?|yrs?|months?)[\s-]{{1,2}}olds?|y/?o)\b(?!\s{THING}\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:school\s)?(?:year|yr)\s?(?:[1-9]|1[0-3])\s?{LEARNER}|\by(?:[1-9]|1[0-3])\s{LEARNER}"
        rf"|\b(?:in|into|a|an|is|from|currently|now)\s(?:school\s)?(?:year|yr)\s?(?:[3-9]|1[0-3])\b"
        r"(?!\s?(?:,|of|we|the|it|our|was|were|there|to)\b|,|\sin\s(?:20|the))"
        r"|\bkey stage [1-5]\b|\breception class\b|\bsixth[ -]former",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:pupils?|school(?:girl|boy|child|kid)s?|schoolchildren|toddlers?|"
        r"teenage (?:girl|boy|child|mother|son|daughter)s?|unaccompanied (?:minor|child)|looked[ -]after child)\b",
        re.IGNORECASE,
    ),
)


def signs_of_a_child(text: str | Plain) -> list[str]:
    """Return the words that suggest someone under 18, each once, in the order of the text.

    They quote the writer: show them only to the writer.
    """
    plain = read(text)
    signs = sorted((match.start(), match[0]) for sign in SIGNS for match in sign.finditer(plain.text))
    return list(dict.fromkeys(" ".join(words.split()) for _, words in signs))
