"""What the pages of a ground check and of its topic show: statements, the reader's own answers, and the result."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from forum.models import GroundAnswer, GroundCheck, Topic
from ratsite.accounts.models import User
from ratsite.lib.common_ground import Band, Verdict, results
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.optimistic_lock import content_hash
from ratsite.network.models import Remit


@dataclass(frozen=True)
class StatementResult:
    """The result of one statement as readers see it.

    - agree, split, disagree: the remits of which most people agree, are split, or disagree.
    - others: the band of all other remits taken together; None if it may not be shown.
    - comments: pairs of a remit (None: the other remits together) and its people's texts, in which they wrote what
      would change their answer.
    """

    text: str
    verdict: Verdict
    agree: list[Remit]
    split: list[Remit]
    disagree: list[Remit]
    others: Band | None
    comments: list[tuple[Remit | None, list[str]]]


@dataclass(frozen=True)
class GroundResult:
    """The results of all statements of a ground check."""

    statements: list[StatementResult]

    def of(self, verdict: Verdict) -> list[StatementResult]:
        return [statement for statement in self.statements if statement.verdict == verdict]

    @property
    def common(self) -> list[StatementResult]:
        return self.of(Verdict.COMMON)

    @property
    def bridges(self) -> list[StatementResult]:
        return self.of(Verdict.BRIDGE)

    @property
    def open(self) -> list[StatementResult]:
        return self.of(Verdict.OPEN)

    @property
    def few(self) -> list[StatementResult]:
        return self.of(Verdict.FEW)


def current_check(topic: Topic) -> GroundCheck | None:
    """Return the topic's unpublished ground check or, without one, the newest published one; None if it has none."""
    return GroundCheck.objects.filter(topic=topic).under_way_first().first()


def other_checks(check: GroundCheck) -> QuerySet[GroundCheck]:
    """Return the other ground checks of the same topic, the unpublished one first."""
    return GroundCheck.objects.filter(topic=check.topic_id).exclude(pk=check.pk).under_way_first()


@dataclass(frozen=True)
class Ground:
    """The two ground checks that a topic's page shows: the newest published one, and the one not published yet.

    Each is None if there is none.
    """

    published: GroundCheck | None
    under_way: GroundCheck | None

    @property
    def open_differences(self) -> list[str]:
        """The statements of the published ground check on which remits do not agree."""
        return statements_with(self.published, Verdict.OPEN) if self.published else []

    @property
    def too_few(self) -> list[str]:
        """The statements of the published ground check with the verdict that too few people answered."""
        return statements_with(self.published, Verdict.FEW) if self.published else []


def ground_checks_of(topic: Topic) -> Ground:
    """Return the ground checks that the topic's page shows. One query."""
    checks = _two_checks_of(topic.pk)
    return Ground(
        published=next((check for check in checks if check.is_published), None),
        under_way=next((check for check in checks if not check.is_published), None),
    )


@compiled(int)
def _two_checks_of(topic_id: int) -> QuerySet[GroundCheck]:
    return GroundCheck.objects.filter(topic=topic_id).under_way_first()[:2]  # at most one is not published


def own_answers(check: GroundCheck, reader: User) -> dict[int, GroundAnswer]:
    """Return the reader's own answers, by statement id."""
    answers = GroundAnswer.objects.visible_to(reader).filter(statement__ground_check=check)
    return {answer.statement_id: answer for answer in answers}


def remits_answering(check: GroundCheck) -> int:
    """Return the number of remits from which at least one person has answered. Pages name no remits and no people."""
    return GroundAnswer.objects.filter(statement__ground_check=check).order_by().values("remit").distinct().count()


def result_of(check: GroundCheck) -> GroundResult:
    """Return the stored result of a ground check that has ended. One query."""
    remits = Remit.objects.in_bulk()
    return GroundResult([_statement_result(row, remits) for row in check.result])


def count_answers(check: GroundCheck) -> list[dict[str, Any]]:
    """Count the answers of all people and return the result of each statement, as it is stored.

    The result tells no person's answer. It says for each remit in which band it is: most agree, split, or most
    disagree. The texts that people wrote are sorted alphabetically, so that their order does not tell who answered
    when. They are listed:
    - under their remit, if the remit's band is shown;
    - otherwise under the other remits, if the band of these is shown;
    - otherwise nowhere.
    """
    statements = list(check.statements.all())
    answers: dict[int, list[GroundAnswer]] = defaultdict(list)
    for answer in GroundAnswer.objects.filter(statement__ground_check=check):
        answers[answer.statement_id].append(answer)
    counted = results(
        [[(answer.remit_id, answer.stance) for answer in answers[statement.pk]] for statement in statements]
    )
    return [
        {
            "text": statement.text,
            "verdict": result.verdict,
            "bands": {str(remit): band for remit, band in result.bands.items()},
            "others": result.others,
            "comments": _comments(answers[statement.pk], set(result.bands), result.others is not None),
        }
        for statement, result in zip(statements, counted, strict=True)
    ]


def _comments(
    answers: Iterable[GroundAnswer], shown_remits: set[int], has_others: bool
) -> list[tuple[int | None, list[str]]]:
    """Return pairs of a remit's id (None: the other remits together) and the texts that its people wrote, sorted.

    shown_remits: the ids of the remits whose band is shown. has_others: the band of the other remits is shown.
    """
    texts: dict[int | None, list[str]] = defaultdict(list)
    for answer in answers:
        remit_id = answer.remit_id if answer.remit_id in shown_remits else None
        if answer.change and (remit_id is not None or has_others):
            texts[remit_id].append(answer.change)
    return [(remit_id, sorted(texts[remit_id])) for remit_id in sorted(texts, key=lambda remit_id: remit_id or 0)]


def _statement_result(row: dict[str, Any], remits: dict[int, Remit]) -> StatementResult:
    """Return the result of a statement from its stored row. Remits that were deleted since are left out."""
    by_band: dict[str, list[Remit]] = defaultdict(list)
    for pk, band in row["bands"].items():
        if int(pk) in remits:
            by_band[band].append(remits[int(pk)])
    for remits_in_band in by_band.values():
        remits_in_band.sort(key=lambda remit: (remit.position, remit.name))
    return StatementResult(
        text=row["text"],
        verdict=Verdict(row["verdict"]),
        agree=by_band[Band.AGREE],
        split=by_band[Band.SPLIT],
        disagree=by_band[Band.DISAGREE],
        others=Band(row["others"]) if row["others"] else None,
        comments=[(remits.get(remit_id) if remit_id else None, texts) for remit_id, texts in row["comments"]],
    )


def statements_with(check: GroundCheck, verdict: Verdict) -> list[str]:
    """Return the statements that have this verdict in the stored result of an ended ground check."""
    return [row["text"] for row in check.result if row["verdict"] == verdict]


def shown_hash_of_summary(check: GroundCheck) -> str:
    """Return the hash of the stored summary as a moderator is shown it (optimistic lock)."""
    return content_hash([check.summary, check.first_signer_id])


def drafted_summary(result: GroundResult) -> str:
    """Return a first version of the summary, made only from the results, for the moderators to change."""
    parts = []
    for title, statements in (
        (_("Most people in each remit that answered agree on this:"), result.common),
        (
            _("Most people in some remits agree on this, although these remits differ on other statements:"),
            result.bridges,
        ),
        (_("We do not agree on this:"), result.open),
        (_("Too few people answered this to tell:"), result.few),
    ):
        if statements:
            parts.append("\n".join([title, *(f"– {statement.text}" for statement in statements)]))
    return "\n\n".join(parts)


def draft_text(result: GroundResult) -> str:
    """Return the initial text of a draft for the library: the statements, and what most people of each remit think.

    It contains nothing that a person wrote.
    """
    blocks = []
    for title, statements in (
        (_("What people agree on"), result.common),
        (_("What people agree on in remits that differ on other statements"), result.bridges),
        (_("Where we differ"), result.open),
        (_("Too few answered to tell"), result.few),
    ):
        if statements:
            blocks.append("\n\n".join([title, *(_with_bands(statement) for statement in statements)]))
    return "\n\n".join(blocks)


def _with_bands(statement: StatementResult) -> str:
    """Return the statement's text, then a line for "most agree", "split" and "most disagree" with their remits.

    One without remits has no line.
    """
    bands = (
        (_("Most agree"), statement.agree),
        (_("Split"), statement.split),
        (_("Most disagree"), statement.disagree),
    )
    lines = [f"{band}: {', '.join(remit.name for remit in remits)}" for band, remits in bands if remits]
    return "\n".join([statement.text, *lines])
