import pytest
from django.core.management import call_command
from wagtail.models import Page, WorkflowState

from forum.enums import PostState
from forum.models import (
    Board,
    Draft,
    GroundCheck,
    ModeratorQuestion,
    Post,
    SavedPost,
    SiteLink,
    Thanks,
    Topic,
)
from library.enums import VersionState
from library.models import (
    AccessRequest,
    FieldNote,
    PublicationReview,
    ReadingListItem,
    Resource,
    ResourceFile,
    ResourceVersion,
)
from ratsite.accounts.models import Application, Invitation, User
from ratsite.circles.models import AccessChange
from ratsite.moderation.models import Claim
from ratsite.network.models import AffectedGroup, Agency, Circle, ExploitationForm, Remit
from ratsite.notifications.models import Mail, Notification
from ratsite.pages.models import ContactMessage, PageFile, PublishedContact
from ratsite.related.models import MadeFrom
from ratsite.sanctions.models import Note, Sanction
from ratsite.search.models import SynonymSet
from ratsite.trends.models import Briefing

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
MODELS = [
    Agency,
    User,
    Application,
    Invitation,
    Circle,
    Board,
    Topic,
    Post,
    Resource,
    ResourceFile,
    Page,
    Mail,
    Note,
    Notification,
    Sanction,
    ContactMessage,
    PageFile,
]


def counts() -> list[int]:
    return [model.objects.count() for model in MODELS]


def test_the_demo_is_all_there_lets_its_stewards_in_and_adds_nothing_the_second_time(here, client, capsys):
    call_command("seed_demo")
    first = counts()
    assert first[:8] == [12, 40, 2, 1, 1, 8, 60, 401]
    assert first[8] == 37  # one is a suggestion, one is case learning, five have hidden data
    assert ResourceFile.objects.clean().count() == first[9] - 1  # one was refused
    assert {remit for agency in Agency.objects.all() for remit in agency.remits.all()} == set(Remit.objects.all())
    assert set(ExploitationForm.objects.filter(pk__in=Topic.forms.through.objects.values("exploitationform"))) == set(
        ExploitationForm.objects.all()
    )
    assert set(AffectedGroup.objects.filter(pk__in=Topic.affected.through.objects.values("affectedgroup"))) == set(
        AffectedGroup.objects.all()
    )
    assert not Topic.objects.filter(kind="question", asks=None).exists()
    assert Board.objects.filter(usual_kind="question").count() == 1
    assert Post.objects.flagged().exists()
    assert [one.invitation is None for one in Application.objects.open().order_by("pk")] == [False, True]
    assert Post.objects.held().exclude(explanation="").exists()
    assert PublicationReview.objects.waiting().count() == 3
    assert sorted(briefing.uses.count() for briefing in Briefing.objects.published()) == [1, 3]
    assert SynonymSet.objects.get(words="consent").meanings.count() == 3
    assert sorted(AccessRequest.objects.values_list("state", flat=True)) == ["ended", "granted", "waits"]
    assert (FieldNote.objects.published().count(), FieldNote.objects.waiting().count()) == (2, 1)
    assert ReadingListItem.objects.filter(reading_list__circle__isnull=False).count() == 3
    assert (SiteLink.objects.filter(url_prefix="library").count(), MadeFrom.objects.count()) == (1, 1)
    draft = ResourceVersion.objects.get(state=VersionState.DRAFT, number=2)
    assert {"metadata", "comment"} <= set(draft.files.values_list("stored_file__hidden_parts__kind", flat=True))
    assert PublishedContact.objects.exclude(checked_by=None).count() == 2
    assert ModeratorQuestion.objects.open().count() == 1
    assert Claim.objects.in_force().count() == 1
    assert PageFile.objects.served().count() == first[-1] == 1
    assert WorkflowState.objects.active().count() == 1
    assert AccessChange.objects.waiting().count() == 1
    assert GroundCheck.objects.published().count() == 1
    assert GroundCheck.objects.filter(published_at=None).count() == 1
    member = User.objects.get(email="member@demo.example")
    assert Draft.objects.filter(person=member).count() == 2  # versions of one reply
    assert SavedPost.objects.visible_to(member).count() == 3
    assert Thanks.objects.visible_to(member).filter(post__author=member).count() == 3
    assert Post.objects.filter(state=PostState.WITHDRAWN).count() == 1
    assert Sanction.objects.open().exclude(appealed_at=None).count() == 1
    assert Notification.objects.unread().filter(person__email="member@demo.example").exists()
    assert not User.objects.exclude(email__endswith=".example").exists()
    call_command("seed_demo")
    assert counts() == first
    # A demo steward's code is the one that their phone would show.
    call_command("demo_code", "moderator")
    code = capsys.readouterr().out.strip()
    client.post("/account/login/", {"login": "moderator@demo.example", "password": "demo-only-password"})
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.get("/review/").status_code == 200
