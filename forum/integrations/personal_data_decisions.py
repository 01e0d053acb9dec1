"""Sections of a personal data copy: what a moderator wrote when they decided, without other people's names."""

from django.utils.translation import gettext_lazy as _

from forum.models import Flag, ModeratorQuestion, Post, Reveal, Revision, TopicHold
from ratsite.lib.personal_data import Section

BOARDS_SAY, SO_THAT_WRITERS_KNOW = (
    _("As long as their board keeps them"),
    _("So that the writers know the reason for your decision"),
)

DECISION_SECTIONS = [
    Section(
        "posts_decided", _("What you wrote when you decided on posts"), SO_THAT_WRITERS_KNOW, BOARDS_SAY,
        "forum.Post",
        rows=lambda person: Post.objects.filter(decided_by=person).exclude(decision_reason=""),
        fields="id topic state decided_at decision_reason",
    ),
    Section(
        "content_notes_set", _("Content notes that you put above posts"), _("So that readers are warned"), BOARDS_SAY,
        "forum.Post",
        rows=lambda person: Post.objects.filter(noted_by=person).exclude(content_note=""),
        fields="id topic content_note",
    ),
    Section(
        "versions_decided", _("What you wrote when you decided on edits of posts"), SO_THAT_WRITERS_KNOW,
        BOARDS_SAY, "forum.Revision",
        rows=lambda person: Revision.objects.filter(decided_by=person).exclude(decision_reason=""),
        fields="post state decided_at decision_reason",
    ),
    Section(
        "flags_settled", _("What you wrote when you decided on reported posts"),
        _("So that those who reported them know the reason for your decision"), BOARDS_SAY, "forum.Flag",
        rows=lambda person: Flag.objects.filter(settled_by=person).exclude(answer=""),
        fields="post outcome settled_at answer",
    ),
    Section(
        "writers_asked", _("What you asked the writers of held posts"), _("So that the writers can answer"), BOARDS_SAY,
        "forum.ModeratorQuestion",
        rows=lambda person: ModeratorQuestion.objects.filter(asked_by=person), fields="post asked_at text",
    ),
    Section(
        "writers_looked_up", _("Why you looked up who wrote a post"), SO_THAT_WRITERS_KNOW, BOARDS_SAY,
        "forum.Reveal",
        rows=lambda person: Reveal.objects.filter(moderator=person), fields="created_at reason",
    ),
    Section(
        "topics_held", _("Legal holds that you put on topics"), _("So that we keep the topic, and know why"),
        _("As long as the topic exists"), "forum.TopicHold",
        rows=lambda person: TopicHold.objects.filter(placed_by=person),
    ),
]  # fmt: skip
