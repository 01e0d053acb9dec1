"""Every field of every model is in a table of personal data, so that nothing is stored without a decision.

A failure names the new field. Add it to the personal_data.py of its app, or to the forum's personal_data_tables.py:
copied (in the person's copy, and erased), stays (in the copy, and there after an erasure, because …), gone (erased, not
in the copy, because …) or kept (neither, because …). A list of a person's rows also needs a Section; what is left when
the rows are deleted needs an eraser.
"""

from collections import Counter

from django.apps import apps
from django.db import models

from ratsite.lib.personal_data import (
    PersonalData,
    Section,
    Table,
    register,
    sections,
    table_of,
    tables,
)
from tests.privacy.impersonal import IMPERSONAL

FEWEST_LETTERS = 6  # of a reason: less says nothing


def all_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in IMPERSONAL and not model._meta.proxy
    ]


def fields_of(model: type[models.Model]) -> list[str]:
    """Return the model's own fields; inherited ones are in the table of its parent."""
    return [field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)]


def columns_of(model: type[models.Model]) -> list[tuple[str, str]]:
    """Return (column, field) for each column in the Table."""
    table = tables().get(model._meta.label)
    return [(column, name) for column, names in table.columns().items() for name in names] if table else []


def unlisted(model: type[models.Model]) -> list[str]:
    listed = Counter(name for _, name in columns_of(model))
    return [f"{model._meta.label}.{name} is in no column" for name in fields_of(model) if not listed[name]]


def test_every_field_of_every_model_is_in_a_table():
    assert [line for model in all_models() for line in unlisted(model)] == []


def test_no_field_is_in_two_columns():
    twice = [
        f"{model._meta.label}.{name}"
        for model in all_models()
        for name, count in Counter(name for _, name in columns_of(model)).items()
        if count > 1
    ]
    assert twice == []


def test_no_table_lists_what_is_gone():
    models_there = {model._meta.label: model for model in all_models()}
    assert sorted(set(tables()) - set(models_there)) == []
    gone = [
        f"{label}.{name}"
        for label, model in models_there.items()
        for _, name in columns_of(model)
        if name not in fields_of(model)
    ]
    assert gone == []


def test_an_app_that_holds_nothing_is_none_of_ours_and_knows_no_people():
    ours = {
        config.label
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in ("ratsite", "forum", "library")
    }
    assert ours & set(IMPERSONAL) == set()
    people = apps.get_model("accounts.User")
    pointing = [
        f"{field.model._meta.label}.{field.name}"
        for label in IMPERSONAL
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.local_fields
        if field.related_model is people
    ]
    assert pointing == []


def test_every_reason_says_something():
    short = [
        (table.model, reason)
        for table in tables().values()
        for reason in (*table.stays.values(), *table.gone.values(), *table.kept.values())
        if len(reason) < FEWEST_LETTERS
    ]
    assert short == []


def test_the_copy_holds_every_field_that_a_table_says_is_copied():
    shown: dict[str, set[str]] = {}
    for part in sections():
        shown.setdefault(part.model, set()).update(part.names())
        if part.files:
            shown[part.model].add("content")
    missing = [
        f"{table.model}.{name} is in no Section"
        for table in tables().values()
        for name in (*table.columns()["copied"], *table.columns()["stays"])
        if name not in shown.get(table.model, ())
    ]
    assert missing == []


def test_the_copy_holds_nothing_that_a_table_says_is_not_copied():
    extra = [
        f"{part.key}: {name}"
        for part in sections()
        for name in part.names()
        if name in (*table_of(part.model).columns()["gone"], *table_of(part.model).columns()["kept"])
    ]
    assert extra == []


def test_a_new_field_is_noticed_and_named():
    class Letter(models.Model):
        text = models.TextField()

        class Meta:
            app_label = "privacy"
            managed = False

        def __str__(self) -> str:
            return "letter"

    try:
        assert unlisted(Letter) == ["privacy.Letter.id is in no column", "privacy.Letter.text is in no column"]
        register(PersonalData(tables=[Table("privacy.Letter", copied="text")]))
        assert unlisted(Letter) == ["privacy.Letter.id is in no column"]
    finally:
        _forget("privacy.Letter")
        del apps.all_models["privacy"]["letter"]
        apps.clear_cache()


def _forget(label: str) -> None:
    from ratsite.lib import personal_data

    personal_data._tables.pop(label, None)
    personal_data._registered[:] = [
        data for data in personal_data._registered if label not in {table.model for table in data.tables}
    ]


def test_keys_of_the_copy_are_stable():
    """People and programs read them: if a key is removed or renamed, raise FORMAT (ratsite.privacy)."""
    assert sorted(part.key for part in sections()) == sorted(KEYS)
    assert all(isinstance(part, Section) for part in sections())


KEYS = [
    "applications", "application_questions", "named_as_referee", "terms_accepted",
    "invitations_sent", "invitations_to_you",
    "agency_texts_explained", "access_changes", "sanctions", "messages_to_you", "looking_at", "recusals",
    "first_approvals",
    "briefings", "briefings_used", "printed_topics",
    "asked_by_moderators", "found_out", "closely_marked_files", "closely_marked_resources", "complaints",
    "you", "email_addresses", "former_addresses", "second_steps", "signed_in", "sign_ins", "roles",
    "circles", "returned_mails", "mails", "told", "mail_choices",
    "files", "hidden_data_reasons",
    "messages_sent", "published_contacts", "pages", "page_log", "page_comments", "page_replies", "page_subscriptions",
    "approvals_asked", "approvals_given", "page_editor",
    "topics", "posts", "versions", "questions", "not_for_you", "events", "drafts", "draft_files", "withdrawn",
    "flags_you_raised", "ground_answers", "poll_votes",
    "flags_about_you", "called_by_name", "kept_for_later", "signals", "thanks_given", "thanks_received",
    "read", "caught_up", "following", "boards_you_moderate",
    "resources", "file_downloads", "resource_openings", "resource_follows",
    "field_notes", "reading_list_items", "reading_lists",
    "file_requests", "saved_uploads", "list_reports", "list_reports_about_you",
    "resource_checks", "outdated_reports", "suggestions",
    "resource_versions", "resource_changes", "resource_reviews", "saved_searches", "meanings", "feeds",
    "resource_reviews_decided", "resource_checks_decided", "suggestions_answered", "field_notes_decided",
    "file_requests_answered", "list_reports_decided", "agency_texts_decided", "access_changes_decided",
    "sanctions_imposed", "sanctions_ended", "appeals_answered", "applications_decided", "applicants_asked",
    "posts_decided", "content_notes_set", "versions_decided", "flags_settled", "writers_asked", "writers_looked_up",
    "topics_held",
    "copies", "erasures", "log_about_you", "log_of_yours",
]  # fmt: skip
