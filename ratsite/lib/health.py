"""The facts on the health page, in the output of the command `doctor`, and in emails to coordinators."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HealthFact:
    """One line of the health page.

    - todo: what the operator should do; "" if all is well
    - paths: the files that the line is about
    - is_advice: True if it can wait, so that no email about it is sent at once
    - code: identifies the fact from one day to the next, even if the numbers in its text change
    - since: when it began to need action, if known
    - command: a command for the operator to type
    - link: the address and label of a page of the site that helps
    """

    title: str
    text: str
    todo: str = ""
    paths: list[str] = field(default_factory=list)
    is_advice: bool = False
    code: str = ""
    since: dt.datetime | None = None
    command: str = ""
    link: tuple[str, str] | None = None

    @property
    def is_urgent(self) -> bool:
        return bool(self.todo) and not self.is_advice
