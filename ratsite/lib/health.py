"""What the health page, `doctor` and the emails to coordinators say about the site."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HealthFact:
    """One line of the health page. todo: what the operator should do; "" if all is well. paths: the files meant.

    code: the same for the same matter, however its numbers change; since: when it began, if the fact knows.
    is_advice: what is to do can wait, so no email is sent about it at once. command: what to type. link: a page of the
    site that helps, and its words.
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
