"""Guess the language of a text from its script and its commonest words, as a proposal that a curator can correct.

The libraries lingua and langdetect are not used, because their models are larger than the whole site.
"""

import re
from collections import Counter

WORDS = re.compile(r"[^\W\d_]+")
MOST_WORDS = 2_000
LEAST_SHARE = 0.12  # share of these words in a text: running text in its own language has a fifth or more
MARGIN = 1.3  # the best language must have this many times as many of its words in the text as the second best
COMMON = {
    "en": "the of and to in is that for it with as are on be this by you or from not",
    "cy": "yn y yr o a i ar ac mae ei bod am wedi eu gan cael hynny sydd neu eich",
    "sq": "të dhe në e i për me që një është nga janë nuk si ose kjo mund ju tuaj se",
    "fr": "le la les de des et en un une que est pour dans qui vous par sur au avec pas",
    "es": "el la los las de y en que un una es para por con del se su usted no como",
    "pt": "o a os as de e em que um uma é para por com do da não se você ao",
    "pl": "i w na się z do nie jest że to o dla jak lub przez od są może po oraz",
    "ro": "și de la în a un o care este pentru cu nu pe din sau să ce mai fi dumneavoastră",
    "cs": "a v se na je že s o do i pro jako které nebo jsou by k při může po",
    "sk": "a v sa na je že s o do aj pre ako ktoré alebo sú by k pri môže po",
    "hu": "a az és hogy nem is egy van meg vagy ha azt mint ön be el kell ez ki csak",
    "lt": "ir į yra kad su iš ar jūs tai kaip apie gali ne dėl už bei jei nuo prie arba",
    "lv": "un ir ar no uz par kas lai vai jūs tas ka pie kā var ja nav tiek arī to",
    "so": "iyo ku ka oo waa in u la ah ee si aad ama waxaa ayaa uu soo kuu leh marka",
    "sw": "ya na wa kwa ni katika za la kama au cha hii kuwa wewe hiyo ambayo yako vya si lakini",
    "tr": "ve bir bu için ile de da olarak olan veya daha çok gibi sizin var kadar ne her ise en",
    "vi": "và của là có không được trong cho một các người với này bạn những để khi đã hoặc về",
}
SCRIPTS = {
    "bn": "\u0980-\u09ff", "gu": "\u0a80-\u0aff", "pa": "\u0a00-\u0a7f", "hi": "\u0900-\u097f", "ta": "\u0b80-\u0bff",
    "th": "\u0e00-\u0e7f", "zh": "\u4e00-\u9fff",
}  # fmt: skip
CYRILLIC, ARABIC = re.compile("[\u0400-\u04ff]"), re.compile("[\u0600-\u06ff]")


def guess(text: str) -> str:
    """Return the code of the text's language (library.enums.Language); "" if the text is too short or unclear."""
    words = [match[0].lower() for match in WORDS.finditer(text)][:MOST_WORDS]
    letters = "".join(words)
    if len(letters) < 60:
        return ""
    return _by_script(letters) or _by_words(words)


def _by_script(letters: str) -> str:
    half = len(letters) / 2
    for code, span in SCRIPTS.items():
        if len(re.findall(f"[{span}]", letters)) > half:
            return code
    if len(CYRILLIC.findall(letters)) > half:
        if re.search("[іїєґ]", letters):
            return "uk"
        return "ru" if re.search("[ыэ]", letters) else "bg"
    if len(ARABIC.findall(letters)) > half:
        if re.search("[ټډړښ]", letters):
            return "ps"
        if re.search("[ٹڈے]", letters):
            return "ur"
        return "fa" if re.search("[پچژگ]", letters) else "ar"
    return ""


def _by_words(words: list[str]) -> str:
    counts = Counter(words)
    shares = sorted(
        ((sum(counts[word] for word in common.split()), code) for code, common in COMMON.items()), reverse=True
    )
    (best, code), (second, _) = shares[:2]
    return code if best >= LEAST_SHARE * len(words) and best >= MARGIN * second else ""
