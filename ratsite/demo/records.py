"""Fill the registers of the demo (complaints, breaches, risks) by calling the actions of ratsite.records."""

import datetime as dt

from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.demo.content_files import load
from ratsite.pages.actions.receive_message import receive_message
from ratsite.pages.models import ContactMessage
from ratsite.records.actions.assess_risks import assess_risks
from ratsite.records.actions.mark_answered import mark_answered
from ratsite.records.actions.record_breach import close_breach, decide_about_regulator, enter_breach
from ratsite.records.actions.record_complaint import answer_complaint, enter_complaint
from ratsite.records.enums import Answer, Channel, ComplaintSubject, Harm, HowMany, IllegalContent, Regulator, RiskLevel
from ratsite.records.models import RiskAssessment


def load_records(coordinator: User) -> None:
    """Create the demo's entries in the registers, unless a risk assessment exists already."""
    if RiskAssessment.objects.exists():
        return
    content = load("records")
    for row in content["complaint"]:
        _complaint(row, coordinator)
    for row in content["message"]:
        _message(row, coordinator)
    _breach(content["breach"], coordinator)
    levels = content["assessment"]["levels"]
    risks = [(kind, RiskLevel(levels[kind][0]), levels[kind][1]) for kind in IllegalContent]
    assess_risks(coordinator=coordinator, about=content["assessment"]["about"], risks=risks)


def _complaint(row: dict, coordinator: User) -> None:
    complaint = enter_complaint(
        coordinator=coordinator,
        received_at=timezone.now() - dt.timedelta(days=row["days"]),
        channel=Channel(row["channel"]),
        subject=ComplaintSubject(row["about"]),
        summary=row["summary"],
    )
    if complaint is not None and "outcome" in row:
        answer_complaint(
            complaint_id=complaint.pk,
            coordinator=coordinator,
            outcome=Answer(row["outcome"]),
            answer=row["answer"],
            lesson=row["lesson"],
        )


def _message(row: dict, coordinator: User) -> None:
    message = receive_message(kind=row["kind"], text=row["text"], name=row["name"], email=row["email"])
    ContactMessage.objects.filter(pk=message.pk).update(received_at=timezone.now() - dt.timedelta(days=row["days"]))
    if row.get("is_answered"):
        mark_answered(message_id=message.pk, coordinator=coordinator)


def _breach(row: dict, coordinator: User) -> None:
    harm, how_many = Harm(row["harm"]), HowMany(row["how_many"])
    breach = enter_breach(
        coordinator=coordinator,
        known_at=timezone.now() - dt.timedelta(days=row["days"]),
        what=row["what"],
        whose=row["whose"],
        how_many=how_many,
        harm=harm,
        contained=row["contained"],
    )
    decide_about_regulator(
        breach_id=breach.pk,
        coordinator=coordinator,
        harm=harm,
        how_many=how_many,
        regulator=Regulator(row["regulator"]),
        why=row["why"],
        told_at=timezone.now() if row["regulator"] == Regulator.TOLD else None,
    )
    close_breach(breach_id=breach.pk, coordinator=coordinator, people_told="", lesson=row["lesson"])
