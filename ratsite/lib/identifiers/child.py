"""Find words that suggest that a text is about someone under 18: an age, a school year, a pupil.

They are not findings, because they identify nobody. A form in which they are found asks the writer whether the text is
about a child.
"""

import re

from ratsite.lib.identifiers.plain import Plain, read

WORDS = "five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
AGE = rf"(?:\d|1[0-7]|{WORDS})"
YEARS = r"(?:1[0-7]|[2-9])"  # "she is 1 of …" is no age
GROWN = r"(?:over|above|older|upwards?|up|1[89]|[2-9]\d)"  # "16 and over", "16 to 24"
NOT_UP = rf"(?!\d|[.,]\d|\s?[+%]|\s?(?:-|to|and|or)\s?{GROWN}\b)"
THING = (
    r"(?:van|car|vehicle|law|act|building|company|polic\w{1,3}|report|system|charity|partnership|programme|project|"
    r"document|guidance|network|scheme|contract|plan)"
)
LEARNER = r"(?:pupils?|students?|lads?|lass|girls?|boys?|child(?:ren)?|kids?|class|group|tutor|parents?|at school|s\b)"
SCHOOL_YEAR = r"(?:[3-9]|1[0-3]|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen)"
YOUNG = (
    r"(?:girl|boy|child|kid|lad|lass|daughter|son|stepson|stepdaughter|niece|nephew|grandson|granddaughter|"
    r"young (?:person|woman|man|lady))"
)
RELATIVE = r"(?:sister|brother|sis|bro|cousin|sibling|friend|girlfriend|boyfriend|gf|bf|victim|client|male|female|yp)"
SOMEBODY = rf"(?:{YOUNG}|{RELATIVE})"
# "she is", "shes only", "he was just turned", "they are both", "the girl is about", "says hes"
IS = (
    rf"\b(?:(?:s?he|they|{SOMEBODY})(?:\s?'?s|\s?'?re|\s(?:is|was|are|were|be|being|looks|looked|says? (?:is|was)))|"
    r"(?:she|he|they) (?:says|said) (?:s?he|they)(?: is| was|'?s)|who(?: is| was|'?s)|looks|looked)\s"
    r"(?:(?:only|just|now|about|around|nearly|almost|still|barely|maybe|probably|turned|turning|both|all|like|really)\s){0,2}"
)
# After a bare number the phrase must end, or go on with another one: "she is 14 weeks pregnant" names no age.
ENDS = (
    r"(?=\s?(?:\Z|[.;)!?\n]|,(?!\d)|-\s)|\s(?:and|n|but|or|so|yet|who|when|then|at the time|now|today|nearly|next|last|"
    r"this|yrs|years|looks?|says?|with|w|because|cos|years)\b)(?!\.\d|\s?-\s?\d|\s(?:and|or) (?:a half|over|above)\b)"
)
OF_THINGS = "".join(
    rf"(?<!\b{thing} {verb} )"
    for thing in ("it", "act", "law", "car", "van", "house", "charity", "network", "project", "company", "building")
    for verb in ("is", "was")
)
SIGNS = (
    re.compile(rf"\bage[ds]?[\s:]{{1,2}}(?:of\s|about\s|around\s|just\s|only\s)?{AGE}\b{NOT_UP}", re.IGNORECASE),
    re.compile(
        rf"(?<![\w.,/£$-]){OF_THINGS}{AGE}[\s-]{{0,2}}(?:(?:years?|yrs?|months?)[\s-]{{0,2}}olds?|y[/-]?o|y\.\s?o\.?)(?!\w)"
        rf"(?!\s{THING}\b)",
        re.IGNORECASE,
    ),
    # "She is 14", "he was only sixteen", "they are all under 16"
    re.compile(rf"{IS}(?:{YEARS}|{WORDS})\b{NOT_UP}{ENDS}", re.IGNORECASE),
    # "Girl, 14,", "her daughter (9)", "boy of 7", "male, 16, Albanian", "girl 15 missing"
    re.compile(
        rf"\b{SOMEBODY}(?:,\s(?:aged?\s)?{YEARS}\s?(?=[,.;)\n]|\Z)|\s?\(\s?(?:aged?\s)?{YEARS}\s?\))(?!,\d)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{YOUNG}(?:\sof\s{YEARS}\b{ENDS}|\sof\s{YEARS}\s(?:whom?|that|in|from)\b|\s{YEARS}\s?(?:yrs?|years?)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:girl|boy|kid|lad|lass)\s(?:1[0-7]|[3-9])\b(?!\s?[%/:.-]\s?\d|,\d|\s?[ap]m\b|\s(?:of|in|or|to|people|men|women)\b"
        r"|\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\s(?!says|was|is)\w{1,20}s\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:children|kids|sons|daughters)(?:,\s|\s?\(|\s){YEARS}(?:,\s{YEARS})?\s(?:and|&|n)\s{YEARS}\b",
        re.IGNORECASE,
    ),
    # "turned 15", "turns 18 in May", "she'll be 18 in March", "before her 18th birthday"
    re.compile(
        rf"(?:\A|[.!?;\n]\s?|\b(?:s?he|they|who|{SOMEBODY})(?:\s?'?d|\s?'?ll|\s?'?s)?\s"
        r"(?:(?:had|has|have|will|only|just|about to|going to)\s){0,2})"
        rf"(?:turned\s{YEARS}|(?:turns?|turning|be)\s(?:18|{YEARS}))\b"
        r"(?:(?=\s\w{1,8}\s(?:days?|weeks?|months?)\s(?:ago|before|after|earlier|later))"
        rf"|{ENDS}|(?=\s(?:in|on)\s(?:a|the|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|winter)))",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:her|his|child's|girl's|boy's)\s(?:[1-9]|1[0-7])(?:st|nd|rd|th) birthday\b"
        r"|\b(?:before|until|till|reaches) (?:her|his) (?:18th|eighteenth) birthday\b",
        re.IGNORECASE,
    ),
    # "under 18", "under-16s", "below the age of 16", "a minor", "underage"
    re.compile(
        r"\b(?:under|below)(?:[\s-](?:the age of\s)?|\sage\s)(?:1[3-8]|sixteen|eighteen)"
        rf"(?:'?s\b|\b{ENDS}|\syears of age\b)"
        r"|\bu1[68]s?\b|\bunder[ -]?age[d]?\b|\bunder the age of (?:1[0-8])\b"
        r"|\b(?:a|the|this|that|another|an unaccompanied)\sminor\b"
        r"(?=\s?(?:\Z|[.,;)!?\n])|\s(?:was|is|who|and|has|had|in|at)\b)"
        r"|\bminors\b|\bjuveniles?\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:school\s)?(?:year|yr)\s?(?:[1-9]|1[0-3])\s?{LEARNER}|\by(?:[1-9]|1[0-3])\s{LEARNER}"
        rf"|\b(?:in|into|a|an|is|from|currently|now)\s(?:school\s)?(?:year\s?|yr\s?|y){SCHOOL_YEAR}\b"
        r"(?!\s?(?:,|of|we|the|it|our|was|were|there|to)\b|,|\sin\s(?:20|the))"
        rf"|\b(?:(?:s?he|{SOMEBODY})(?:'?s|\sis|\swas)?|they(?:\sare|'?re))\s(?:now\s|only\s|just\s)?(?:in|into)\s"
        rf"(?:school\s)?(?:year\s?|yr\s?|y){SCHOOL_YEAR}\b(?!\s(?:of|months|weeks))"
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
