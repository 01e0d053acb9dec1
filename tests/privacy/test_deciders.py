"""People who decide about others get the texts of their decisions in their own copy; a new such text fails here."""

import re

import pytest
from django.apps import apps
from django.db import models

from ratsite.accounts.models import User
from ratsite.lib.personal_data import sections
from tests.privacy.actions.test_make_copy import data_of
from tests.privacy.impersonal import IMPERSONAL

DECIDER = re.compile(r"\w+_by|moderator|coordinator|actor")  # what a field is called that names who decided
NOT_TEXT = (models.SlugField, models.UUIDField, models.FileField, models.URLField, models.EmailField)
# Texts beside such a field that the person it names did not write, or that must not be in their copy, and why.
NOT_OF_DECIDERS = {
    "network.AgencySecondReview text": "what the agency says of itself",
    "accounts.Application first_name last_name job_title duties agency_name agency_does agency_cannot referee_name "
    "referee_agency statement explanation appeal code_digest": "the applicant's, and in the applicant's copy",
    "accounts.ApplicantQuestion answer": "the applicant's, and in the applicant's copy",
    "files.StoredFile sha256": "a hash",
    "files.HiddenPart place text": "the file's own words",
    "pages.ContactMessage name text": "the correspondent's, and in the correspondent's copy",
    "pages.PublishedContact body": "the name of a public body",
    "sanctions.Sanction appeal": "the sanctioned person's, and in that person's copy",
    "privacy.Erasure reason": "it is about a person whose data was erased",
    "privacy.LegalHold reason": "nobody is to learn from a copy who is under a legal hold",
    "forum.Post job_title source html explanation": "the writer's, and in the writer's copy",
    "forum.Revision source title content_note reason explanation": "the writer's, and in the writer's copy",
    "forum.BlamingPhrase phrase instead why": "the network's own words, once they are accepted",
    "forum.Ask asked_as": "made by the site",
    "forum.TopicEvent shown_as detail title": "made by the site, or the title of a topic",
    "forum.Flag text": "the reporter's, and in the reporter's copy",
    "forum.GroundCheck summary": "the network's own words",
    "forum.Poll question": "the network's own words",
    "forum.ModeratorQuestion answer": "the writer's, and in the writer's copy",
    "forum.TrendNote reading": "the network's own words",
    "library.Resource summary limits creators publisher jurisdiction licence origin permission search_words": (
        "the description of a publication"
    ),
    "library.ReadingListReport text": "the reporter's, and in the reporter's copy",
    "search.SynonymSet words": "the network's own words",
    "search.ChosenResult words": "the network's own words",
    "records.Complaint summary answer lesson": "the network's own record of a complaint",
    "records.Breach what whose contained regulator_why people_told lesson": "the network's own record of a breach",
    "records.RiskAssessment about": "the network's own record",
    "trends.Briefing title what why_here look_for monday monday_how ring questions taken_back_why": (
        "the author's, and in the author's copy"
    ),
}  # fmt: skip


def is_text(field: models.Field) -> bool:
    return (
        isinstance(field, models.CharField | models.TextField) and not isinstance(field, NOT_TEXT) and not field.choices
    )


def texts_near_deciders() -> list[tuple[type[models.Model], str, list[models.Field]]]:
    """Return (model, text field, the model's fields that name who decided)."""
    ours = [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("ratsite", "forum", "library") and model._meta.app_label not in IMPERSONAL
    ]
    found = []
    for model in ours:
        people = [field for field in model._meta.local_fields if field.related_model is User]
        deciders = [field for field in people if DECIDER.fullmatch(field.name)]
        texts = [field.name for field in model._meta.local_fields if is_text(field)]
        found += [(model, name, deciders) for name in texts if deciders]
    return found


def in_a_copy(model: type[models.Model], name: str, deciders: list[models.Field]) -> bool:
    """True if the field `name` is in a section of the data copy whose rows belong to one of these deciders."""
    nobody = User(pk=987654321)
    for part in sections():
        if part.model == model._meta.label and name in part.names():
            where = str(part.rows(nobody).query).partition(" WHERE ")[2]
            if any(f'"{field.column}" = 987654321' in where for field in deciders):
                return True
    return False


@pytest.mark.django_db
def test_each_text_of_a_decision_is_in_the_copy_of_who_decided(world):
    excused = {(line.split()[0], name): why for line, why in NOT_OF_DECIDERS.items() for name in line.split()[1:]}
    missing = {
        (model._meta.label, name)
        for model, name, deciders in texts_near_deciders()
        if not in_a_copy(model, name, deciders)
    }
    assert sorted(missing - set(excused)) == []
    assert sorted(set(excused) - missing) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("sanctions_imposed", "reason"), ("sanctions_ended", "closed_because"), ("appeals_answered", "appeal_answer"),
        ("applications_decided", "reason"), ("applicants_asked", "text"), ("posts_decided", "decision_reason"),
        ("versions_decided", "decision_reason"), ("flags_settled", "answer"), ("writers_asked", "text"),
        ("writers_looked_up", "reason"), ("topics_held", "reason"), ("content_notes_set", "content_note"),
    ],
)  # fmt: skip
def test_a_decider_s_data_copy_has_their_reasons_without_the_names_of_others(key, field, world):
    author, other = world.people["author"], world.people["moderator"]
    rows = data_of(author)["lists"][key]
    assert any("decision" in row[field] for row in rows)
    assert not [row for row in rows if other.email in str(row) or str(other) in str(row)]
