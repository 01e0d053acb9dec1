"""A long text that names nobody: policy, meetings and figures, in our own sentences. The same at every run."""

import random
import re

WHO = [
    "The working group", "Our network", "The council", "The board", "Each agency", "The housing team",
    "A local charity", "The review", "The strategy", "The partnership", "West Midlands Police", "The health trust",
    "The inspectorate", "A trade union", "The coordinator", "The Modern Slavery Act 2015", "The Home Office",
    "Birmingham City Council", "The commissioner's report", "The training day",
]  # fmt: skip
DID = [
    "agreed", "asked again for", "published", "described", "set out", "looked at", "measured", "wanted", "noted",
    "discussed", "explained", "reviewed", "paid for", "counted", "promised", "compared", "welcomed", "questioned",
]  # fmt: skip
WHAT = [
    "a shared protocol", "the guidance on section {s}", "{n} places in safe houses", "£{k},000 for training",
    "{p}% more referrals than in {y}", "the plan for {y}/{n}", "the minutes of {d}", "a leaflet in {n} languages",
    "the route from first contact to support", "how information may be shared", "a longer reflection period",
    "the {y} figures: {k},{h} referrals, {p}% of them for labour exploitation", "paragraphs {n}.{s} to {n}.{p}",
    "better checks at car washes and nail bars", "the duty to notify under s.{s}", "version {n}.{s} of the handbook",
    "a call with the helpline", "official statistics and what they leave out", "the secret of good partnership work",
]  # fmt: skip
WHEN = [
    " on {d}", " at {t}", " in {y}", " by the end of {m}", " after the M{n} closed", " before the meeting in Coventry",
    " in B{n} and CV{n}", " for the {n}th time", " with {n} colleagues", " as in {y} and {y}", " (see table {n})",
    ", on page {s}", "", "", "", " under TLP:GREEN", " for {n} of {s} areas", ", item {n}/{y}",
]  # fmt: skip
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "October", "November", "December"]


def neutral(words: int = 5_000) -> str:
    """Return paragraphs with at least this many words."""
    chance = random.Random(5)
    sentences: list[str] = []
    count = 0
    while count < words:
        sentence = _sentence(chance)
        count += len(sentence.split())
        sentences.append(sentence + ("\n\n" if chance.random() < 0.2 else " "))
    return "".join(sentences)


def _sentence(chance: random.Random) -> str:
    frame = f"{chance.choice(WHO)} {chance.choice(DID)} {chance.choice(WHAT)}{chance.choice(WHEN)}."
    return re.sub(r"\{(\w)\}", lambda hole: _value(hole[1], chance), frame)


def _value(hole: str, chance: random.Random) -> str:
    month, year = chance.choice(MONTHS), chance.randint(2008, 2026)
    day = f"{chance.randint(1, 28)} {month} {year}"
    figures = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{year}"
    return {
        "n": str(chance.randint(2, 20)),
        "s": str(chance.randint(1, 60)),
        "p": str(chance.randint(1, 99)),
        "k": str(chance.randint(1, 400)),
        "h": f"{chance.randint(0, 999):03}",
        "y": str(year),
        "m": month,
        "d": chance.choice([day, day, figures]),
        "t": f"{chance.randint(8, 19)}:{chance.choice(['00', '15', '30'])}",
    }[hole]
