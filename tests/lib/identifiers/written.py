"""The sentences of `written.txt`: written by hand as practitioners write, with their identifiers marked."""

import re
from dataclasses import dataclass
from pathlib import Path

from ratsite.lib.identifiers import Strength, find
from ratsite.lib.identifiers.child import signs_of_a_child
from tests.lib.identifiers.measure import ALLOW

MARK = re.compile(r"\{(\w+)(?: ([^|}]+))?\|([^}]*)\}")


CHILD = "child"  # marks words for which the child question is asked; not a kind of identifier


@dataclass(frozen=True)
class Mark:
    kind: str
    form: str  # "plain", or what is unusual about how it was written
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    writing: str  # case note, e-mail, phone, file name
    text: str
    marks: tuple[Mark, ...]


def written() -> list[Sentence]:
    sentences, writing = [], ""
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            writing = line[3:].removesuffix(": harmless")
        elif line and not line.startswith("#"):
            sentences.append(_sentence(writing, line))
    return sentences


def missed(sentence: Sentence) -> list[Mark]:
    """Return each marked identifier that is not found as its kind and in its whole length."""
    findings, signs = find(sentence.text, ALLOW), signs_of_a_child(sentence.text)
    plain = sentence.text.replace("_", " ")
    return [
        mark
        for mark in sentence.marks
        if not (
            any(plain[mark.start : mark.end] in sign or sign in plain[mark.start : mark.end] for sign in signs)
            if mark.kind == CHILD
            else any(
                one.kind.value == mark.kind and one.start <= mark.start and one.end >= mark.end for one in findings
            )
        )
    ]


def false_stops(sentence: Sentence) -> list[str]:
    """Return the kinds of findings, other than advice, in places of the sentence where nothing is marked."""
    marked_child = any(mark.kind == CHILD for mark in sentence.marks)
    child = [CHILD] if signs_of_a_child(sentence.text) and not marked_child else []
    return child + [
        finding.kind.value
        for finding in find(sentence.text, ALLOW)
        if finding.strength >= Strength.ASK
        and not any(finding.start < mark.end and mark.start < finding.end for mark in sentence.marks)
    ]


def _sentence(writing: str, line: str) -> Sentence:
    text, marks, place = "", [], 0
    for mark in MARK.finditer(line):
        text += line[place : mark.start()]
        marks.append(Mark(mark[1], mark[2] or "plain", len(text), len(text) + len(mark[3])))
        text, place = text + mark[3], mark.end()
    return Sentence(writing, text + line[place:], tuple(marks))
