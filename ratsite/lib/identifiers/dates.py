"""Regular expressions for dates as people in Britain write them."""

import re

MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
GAP = r"[\s,.-]{1,3}"
IN_WORDS = (
    rf"{DAY}(?:\s?(?:st|nd|rd|th))?(?:\s(?:day )?of)?[\s,./-]{{0,3}}{MONTH}"
    rf"(?:\.?[\s,./'-]{{1,3}}{YEAR}|(?:19|20)\d\d)?"
    rf"|{MONTH}\.?\s{DAY}(?:st|nd|rd|th)?(?:{GAP}{YEAR})?"
)
IN_FIGURES = (
    rf"{DAY}\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?{YEAR}|{DAY}\s(?:0[1-9]|1[0-2])\s{YEAR}"
    rf"|(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])[./-]{DAY}"
)
DATE = re.compile(rf"(?<![\w/])(?:{IN_WORDS}|{IN_FIGURES})(?![\w/])", re.IGNORECASE)
