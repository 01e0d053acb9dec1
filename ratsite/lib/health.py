"""What the health page, `doctor` and the emails to coordinators say about the site."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HealthFact:
    """One line of the health page.

    todo: what the operator should do; "" if all is well. is_advice: it can wait, so no email is sent about it at once.
    command: what the operator types. link: address and label of a page of the site that helps. paths: the files that
    the line is about. code: names the matter, and stays the same while its numbers change. since: when the matter
    began, if that is known.
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
