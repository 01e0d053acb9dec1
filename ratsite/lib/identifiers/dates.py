"""Regular expressions for dates as people in Britain write them."""

import re

MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
GAP = r"[\s,.-]{1,3}"
DAY_NAME = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    r"fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[\s-](?:first|second|third|fourth|fifth|"
    r"sixth|seventh|eighth|ninth)|thirtieth|thirty[\s-]first)"
)
UNIT = "(?:one|two|three|four|five|six|seven|eight|nine)"
TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
TEENS = "(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
YEAR_NAME = (
    rf"(?:nineteen[\s-](?:{TENS}(?:[\s-]{UNIT})?|{TEENS})|twenty[\s-](?:{TENS}(?:[\s-]{UNIT})?|{TEENS})|"
    rf"two thousand(?:\s(?:and\s)?(?:{TEENS}|{TENS}(?:[\s-]{UNIT})?|{UNIT}))?)"
)
IN_WORDS = (
    rf"{DAY}(?:\s?(?:st|nd|rd|th))?(?:\s(?:day )?of)?[\s,./-]{{0,3}}{MONTH}"
    rf"(?:\.?[\s,./'-]{{1,3}}{YEAR}|(?:19|20)\d\d)?"
    rf"|(?:the\s)?{DAY_NAME}\s(?:day\s)?(?:of\s{MONTH}(?:,?\s(?:{YEAR}|{YEAR_NAME}))?|{MONTH},?\s(?:{YEAR}|{YEAR_NAME}))"
    rf"|{DAY}(?:\s?(?:st|nd|rd|th))?\s(?:of\s)?{MONTH},?\s{YEAR_NAME}"
    rf"|{MONTH}\.?\s{DAY}(?:st|nd|rd|th)?(?:{GAP}{YEAR})?"
)
IN_FIGURES = (
    rf"{DAY}\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?{YEAR}|{DAY}\s(?:0[1-9]|1[0-2])\s{YEAR}"
    rf"|(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])[./-]{DAY}"
)
DATE = re.compile(rf"(?<![\w/])(?:{IN_WORDS}|{IN_FIGURES})(?![\w/])", re.IGNORECASE)
