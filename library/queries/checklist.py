"""The checks that a version must pass before readers get it, each with its result."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from library.enums import Audience
from library.identifier_check import identifiers_in_texts
from library.models import Resource, ResourceVersion
from library.rules.checks import expires_too_late
from library.rules.publication import back_needs_other_agency, why_needs_second_person
from ratsite.accounts.models import User
from ratsite.files.enums import HiddenKind
from ratsite.files.models import HiddenPart


class Result(StrEnum):
    PASSED = "passed"
    WAITS = "waits"  # the site has not finished its check
    EXPLAIN = "explain"  # the curator has to say why what was found may stay
    ANSWER = "answer"  # the curator has to answer the questions about case learning
    FAILED = "failed"  # the curator has to correct it

    @property
    def needs_curator(self) -> bool:
        return self in (Result.FAILED, Result.EXPLAIN, Result.ANSWER)


@dataclass(frozen=True)
class Check:
    """One check and its result. label: what was checked; detail: what was found, as a sentence for the curator."""

    label: str
    result: Result
    detail: str = ""


@dataclass(frozen=True)
class Checklist:
    """All checks of one version.

    - second_person: the reasons why a second person must review it; empty if nobody must.
    - has_refused: True if one of its files was refused.
    - has_identifiers: True if its description or files may contain identifiers. The curator then has to say why they
      may stay.
    - has_suggested_answers, are_answers_unconfirmed: see the functions of these names.
    """

    checks: list[Check]
    second_person: list[str]
    has_refused: bool = False
    has_identifiers: bool = False
    has_suggested_answers: bool = False
    are_answers_unconfirmed: bool = False

    def _has(self, result: Result) -> bool:
        return any(check.result is result for check in self.checks)

    @property
    def is_waiting(self) -> bool:
        return self._has(Result.WAITS)

    @property
    def needs_curator(self) -> bool:
        return any(check.result.needs_curator for check in self.checks)

    @property
    def is_ready(self) -> bool:
        return not (self.is_waiting or self.needs_curator)


# The fields that a public resource must have, each with its name for the message about missing ones.
PUBLIC_NEEDS = {
    "licence": gettext_lazy("the licence"),
    "origin": gettext_lazy("where it came from"),
    "permission": gettext_lazy("who gave permission"),
    "review_due_on": gettext_lazy("when it is checked again"),
}


def checklist(version: ResourceVersion, *, audience: str = "", asked_by: User | None = None) -> Checklist:
    """Return the checks of this version with their results. Costs a constant number of queries.

    - audience: check the version for this audience; empty for the resource's own.
    - asked_by: who publishes it. Without this person, `second_person` leaves out the reason that another agency must
      approve the return of a withdrawn resource.

    A failed check of a draft asks the curator to correct the draft; that of any other version, to add a new version.
    """
    resource = version.resource
    audience = audience or resource.audience
    files = list(version.files.select_related("stored_file"))
    unopened, names, parts = _unopened(files), _identifier_names(resource, files), _parts(files)
    checks = [
        _content(files, version),
        _files_checked(files, version),
        _identifiers(names, unopened, version),
        _hidden(parts, unopened, version),
    ]
    if audience == Audience.PUBLIC:
        checks.append(_description(resource))
    is_suggested = is_unconfirmed = False
    if resource.is_case:
        is_suggested = has_suggested_answers(version)
        is_unconfirmed = is_suggested and _is_unconfirmed(version)
        checks += [_composite(version, is_suggested, is_unconfirmed), _looked_after(version)]
    found = {"has_identifiers": bool(names), "has_hidden_parts": bool(parts)}
    is_back = asked_by is not None and back_needs_other_agency(asked_by.agency_id, version)
    second_person = list(why_needs_second_person(resource, audience, **found, is_back=is_back))
    return Checklist(checks, second_person, unopened is Result.FAILED, bool(names), is_suggested, is_unconfirmed)


def _content(files: list, version: ResourceVersion) -> Check:
    has_link = version.links.exists()
    if files or has_link:
        return Check(_("It has a file or a link"), Result.PASSED)
    mend = _("Add a file or a link.") if version.is_draft else _("Add a new version with a file or a link.")
    return Check(_("It has a file or a link"), Result.FAILED, mend)


def _files_checked(files: list, version: ResourceVersion) -> Check:
    label = _("Its files were checked")
    refused = [file.stored_file for file in files if file.stored_file.refusal]
    if refused:
        names = ", ".join(stored.name for stored in refused)
        why = _("Remove the files that we refused: %(names)s. %(reason)s")
        if not version.is_draft:
            why = _("Add a new version without the files that we refused: %(names)s. %(reason)s")
        elif all(stored.can_be_cleaned for stored in refused):
            why = _("Make a clean copy of the files that we refused, or remove them: %(names)s. %(reason)s")
        return Check(label, Result.FAILED, why % {"names": names, "reason": refused[0].refusal})
    waiting = sum(file.stored_file.is_quarantined for file in files)
    if waiting:
        still = ngettext("We are checking %(count)s file.", "We are checking %(count)s files.", waiting)
        return Check(label, Result.WAITS, still % {"count": waiting})
    return Check(label, Result.PASSED)


def _unopened(files: list) -> Result | None:
    """Return FAILED if a file was refused, WAITS if one is still to be checked, None if all files are clean.

    If one of the files is not clean, the checks of their content get this result too, because it is not known yet.
    """
    if any(file.stored_file.refusal for file in files):
        return Result.FAILED
    return Result.WAITS if any(file.stored_file.is_quarantined for file in files) else None


def _without_file(label: str, unopened: Result) -> Check:
    if unopened is Result.FAILED:
        return Check(label, unopened, _("We could not check this, because we refused a file."))
    return Check(label, unopened, _("Not checked yet."))


def _identifier_names(resource: Resource, files: list) -> str:
    """Return the kinds of identifiers that the description and the clean files may contain, as one text.

    Pages that are pictures are named too, because the site cannot read what is on them. "" if nothing was found.
    """
    clean = [file for file in files if file.stored_file.is_clean]
    names = [identifiers_in_texts(resource), *(file.identifiers for file in clean)]
    if any(file.stored_file.has_unread_pages for file in clean):
        names.append(_("text in pictures, which we cannot read"))
    return ", ".join(dict.fromkeys(filter(None, names)))


def _identifiers(names: str, unopened: Result | None, version: ResourceVersion) -> Check:
    label = _("An automatic check looked for contact details, names and reference numbers")
    may = _("It may contain this: %(names)s.") % {"names": names}
    if names and not version.justification:
        mend = _("Say why that does not identify a private person, or remove it.")
        if not version.is_draft:
            mend = _("Add a new version without it, or say there why that does not identify a private person.")
        return Check(label, Result.EXPLAIN, may + " " + mend)
    if unopened is not None:
        return _without_file(label, unopened)
    if not names:
        return Check(_("An automatic check found no contact details, names or reference numbers"), Result.PASSED)
    return Check(
        label, Result.PASSED, may + " " + _("The curator has said why that does not identify a private person.")
    )


def _parts(files: list) -> list[tuple[str, str]]:
    """Return a pair (kind, reason why it may stay, or "") for each hidden part of the clean files."""
    clean = [file.stored_file_id for file in files if file.stored_file.is_clean]
    parts = HiddenPart.objects.to_clear().filter(stored_file__in=clean)
    return list(parts.values_list("kind", "reason")) if clean else []


def _hidden(parts: list[tuple[str, str]], unopened: Result | None, version: ResourceVersion) -> Check:
    label = _("Nothing is hidden in its files")
    open_kinds = Counter(kind for kind, reason in parts if not reason)
    kinds = open_kinds or Counter(kind for kind, _reason in parts)
    text = ", ".join(f"{HiddenKind(kind).label} ({count})" for kind, count in kinds.items())
    holds = _("Readers would also get these parts, which the pages do not show: %(kinds)s.") % {"kinds": text}
    if open_kinds:
        mend = _("Open the page “Hidden data” to make a clean copy, or to say why each hidden part is harmless.")
        if not version.is_draft:
            mend = _("Open the page “Hidden data” to say why each one is harmless, or add a new version without them.")
        return Check(label, Result.FAILED, holds + " " + mend)
    if unopened is not None:
        return _without_file(label, unopened)
    if not parts:
        return Check(label, Result.PASSED)
    return Check(_("The curator has said why each hidden part of its files is harmless"), Result.PASSED, holds)


def _description(resource: Resource) -> Check:
    label = _("The description says what the public needs to know")
    missing = [str(words) for name, words in PUBLIC_NEEDS.items() if not getattr(resource, name)]
    if not resource.uses.exists():
        missing.append(_("for which remit it is useful"))
    if not missing:
        return Check(label, Result.PASSED)
    return Check(label, Result.FAILED, _("Add to the description: %(missing)s.") % {"missing": ", ".join(missing)})


def _composite(version: ResourceVersion, is_suggested: bool, is_unconfirmed: bool) -> Check:
    label = _(
        "Its curator has answered who could recognise the people in it, what was changed, and whether they would agree"
    )
    if not version.has_case_answers:
        return Check(label, Result.ANSWER, _("Answer the three questions below."))
    if not is_suggested:
        return Check(label, Result.PASSED)
    if is_unconfirmed:
        return Check(
            _("The person who suggested it has answered the three questions about the people in it"),
            Result.ANSWER,
            _("Read their answers below. Change what is not right, then confirm them."),
        )
    return Check(
        _("The person who suggested it has answered the three questions about the people in it"),
        Result.PASSED,
        _("Its curator has confirmed or changed the answers."),
    )


def has_suggested_answers(version: ResourceVersion) -> bool:
    """True if the answers about case learning came with a suggestion, even if a curator has changed them since."""
    # A suggestion and its version get the same time. A later version has answers of its own.
    suggestions = version.resource.suggestions.filter(suggested_at=version.created_at)
    return version.has_case_answers and suggestions.exists()


def are_answers_unconfirmed(version: ResourceVersion) -> bool:
    """True if the answers about case learning came with a suggestion, and no curator has sent the version to review."""
    return has_suggested_answers(version) and _is_unconfirmed(version)


def _is_unconfirmed(version: ResourceVersion) -> bool:
    return not version.is_to_publish and not version.reviews.exists()


def _looked_after(version: ResourceVersion) -> Check:
    resource = version.resource
    label = _("An agency looks after it, and it expires within a year")
    if resource.agency_id is None:
        return Check(
            label,
            Result.FAILED,
            _("No agency looks after it. A curator who belongs to an agency must take it over first."),
        )
    due = resource.review_due_on
    # Publishing sets a missing date, and replaces a past date when it publishes a second or later version.
    gets_date = due is None or (version.number > 1 and not version.is_published)
    if expires_too_late(resource.kind, due) or (not gets_date and due <= timezone.localdate()):
        return Check(
            label, Result.FAILED, _("Set the review date to a day within a year. Case learning expires on that day.")
        )
    return Check(label, Result.PASSED, _("Its review date will be set when it is published.") if gets_date else "")
