"""Give the demo's topics common ground: a ground check that is published, one that is under way, and a poll."""

import datetime as dt

from django.utils import timezone

from forum.actions.run_ground_check import answer_ground_check, end_ground_check, propose_ground_check, sign_summary
from forum.actions.run_poll import start_poll, vote
from forum.enums import Stance
from forum.models import GroundCheck, Topic
from forum.queries.ground_check import shown_hash_of_summary
from ratsite.accounts.models import User
from ratsite.demo.content_files import load, load_topics

STANCES = {"a": Stance.AGREE, "d": Stance.DISAGREE, "u": Stance.UNSURE}


def load_common_ground(people: dict[str, User]) -> None:
    titles = {row["key"]: row["title"] for row in load_topics()}
    for row in load("ground")["check"]:
        topic = Topic.objects.get(title=titles[row["topic"]])
        if not topic.ground_checks.exists():
            _load_check(row, topic, people)
    for row in load("ground")["poll"]:
        topic = Topic.objects.get(title=titles[row["topic"]])
        if not topic.polls.exists():
            _load_poll(row, topic, people)


def _load_poll(row: dict, topic: Topic, people: dict[str, User]) -> None:
    poll = start_poll(
        topic_id=topic.pk,
        starter=people[row["starter"]],
        question=row["question"],
        options=row["options"],
        by=row["by"],
        is_named=row["named"],
        closes_on=timezone.localdate() + dt.timedelta(weeks=row["weeks"]),
    )
    if poll is None:
        return
    options = list(poll.options.all())
    for key, position in row["votes"].items():
        vote(poll_id=poll.pk, person=people[key], option_id=options[position - 1].pk)


def _load_check(row: dict, topic: Topic, people: dict[str, User]) -> None:
    proposer = people[row["proposer"]]
    until = timezone.localdate() + dt.timedelta(weeks=row.get("weeks", 0))
    check = propose_ground_check(topic_id=topic.pk, proposer=proposer, statements=row["statements"], closes_on=until)
    if check is None:
        return
    statements = list(check.statements.all())
    for key, letters in row["answers"].items():
        words = row.get("words", {}).get(key, [""] * len(statements))
        answered = zip(statements, letters, words, strict=True)
        answers = {statement.pk: (STANCES[letter], word) for statement, letter, word in answered if letter in STANCES}
        answer_ground_check(check_id=check.pk, person=people[key], answers=answers)
    if signers := row.get("signers"):
        end_ground_check(check_id=check.pk, person=proposer)
        for key in signers:
            stored = GroundCheck.objects.get(pk=check.pk)
            sign_summary(
                check_id=check.pk,
                moderator=people[key],
                summary=row["summary"].strip(),
                shown_hash=shown_hash_of_summary(stored),
            )
