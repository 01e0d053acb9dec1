"""What a personal data copy and an erasure do with each field of the forum's tables."""

from ratsite.lib.personal_data import ROW_DELETED, Table

# The reasons why fields stay, are kept or are erased (ratsite.lib.personal_data.Table).
CHOICE = "the person chooses: the text stays without their name, or is deleted; text that nobody else read is deleted"
FACTS = "facts about a conversation that others read"
STUB = "the id of an account without a name"
SHARED = "the network's own text"
OTHERS = "another person's post"
DECIDED = "a moderator's reason, about what was written"

TABLES = [
    Table(
        "forum.Board",
        kept={
            "id slug name aim usual_kind position circle marking ceiling state holds_newcomers holds_topics "
            "holds_replies bars_own_agency needs_two_approvals is_about_children retention_months version topic_count "
            "post_count latest_topic": SHARED,
            "moderators": "see Board_moderators",
        },
    ),
    Table("forum.Board_moderators", copied="board", gone={"id user": ROW_DELETED}),
    Table(
        "forum.Topic",
        stays={
            "title closing_line": CHOICE,
            "shown_as": "shown in place of a name; it contains no name",
            "id board kind marking may_act forms affected asked_from created_at published_at closing_said_at": FACTS,
        },
        kept={
            "slug is_pinned is_locked is_archived slow_minutes review_on is_anonymised has_events last_number "
            "last_post_at last_shown_as gone_numbers arranged_at arranged_number merged_into": FACTS,
            "lock_reason": DECIDED,
            "author last_author": STUB,
        },
    ),
    Table("forum.Topic_forms", kept={"id topic exploitationform": FACTS}),
    Table("forum.Topic_affected", kept={"id topic affectedgroup": FACTS}),
    Table(
        "forum.TrendNote",
        kept={
            "id topic sector first_month last_month confidence areas counted_from reading_at": FACTS,
            "reading": "a moderator's sentence about figures; names are removed from it",
            "reading_by": STUB,
        },
    ),
    Table("forum.TrendNote_areas", kept={"id trendnote area": FACTS}),
    Table(
        "forum.ReportingMonth", kept={"id agency month remit circles": "which agencies were able to report in a month"}
    ),
    Table(
        "forum.ReportingMonth_circles", kept={"id reportingmonth circle": "on which circles' boards they were able to"}
    ),
    Table(
        "forum.Signal",
        stays={
            "topic area kind frequency confidence made_at changed_at": "the signal counts without the person",
        },
        gone={"person": "the member who signalled for their agency"},
        kept={"id reporting is_late": FACTS},
    ),
    Table(
        "forum.Post",
        copied="agency explanation",
        stays={
            "source content_note": CHOICE,
            "job_title": "readers see it in place of the name; it is empty if it could identify the author",
            "voice": "how the post names its writer; a post without a name stays without one",
            "id topic number reply_to state created_at sent_again_at published_at edited_at withdrawn_at": FACTS,
            "decision_reason decided_at": DECIDED,
        },
        gone={"submission": "the id of a form", "profile": "the agency's description of itself, which identifies it"},
        kept={
            "html": "rendered from the text, and changed with it",
            "agency_kind": "all that remains of the agency after an erasure",
            "hold_reasons file_count opened_by answers_for": FACTS,
            "author noted_by decided_by": STUB,
        },
    ),
    Table(
        "forum.Revision",
        copied="explanation",
        stays={
            "source title content_note reason": CHOICE,
            "id post state created_at": FACTS,
            "decision_reason decided_at": DECIDED,
        },
        kept={"hold_reasons": FACTS, "decided_by": STUB},
    ),
    Table(
        "forum.Attachment",
        kept={"id post stored_file waits identifies is_put_right is_copied created_at": "connects a file and a post"},
    ),
    Table(
        "forum.Ask",
        stays={"id topic remit asked_at answer_by state ends_on": FACTS},
        kept={
            "reminder": FACTS,
            "asked_as": "shown in place of a name; it contains no name",
            "asked_by": STUB,
            "answer accepted": OTHERS,
        },
    ),
    Table("forum.AskDismissal", copied="ask created_at", gone={"id person": ROW_DELETED}),
    Table(
        "forum.TopicEvent",
        stays={"id topic kind reason created_at": FACTS},
        kept={
            "after_number shown_as other about detail post": FACTS,
            "title": "an earlier title, or another topic's: replaced when the title of the topic `about` is erased",
            "actor": STUB,
        },
    ),
    Table(
        "forum.ModeratorQuestion",
        copied="post asked_at text answer ended_at",
        gone={"id": ROW_DELETED, "asked_by": "a moderator, whom the copy does not name"},
    ),
    Table(
        "forum.Reveal",
        copied="post reason created_at",
        gone={"id submission": ROW_DELETED, "moderator": "the copy does not name the moderator"},
    ),
    Table(
        "forum.DownloadReason",
        copied="agency",
        stays={"post reason created_at": "for a year, moderators can see who downloaded a closely marked file"},
        kept={"id attachment": FACTS, "person": STUB},
    ),
    Table(
        "forum.TopicPrint",
        copied="agency",
        stays={"topic newest_number printed_at": "for a year, moderators can see who printed the topic"},
        kept={"id": FACTS, "person": STUB},
    ),
    Table(
        "forum.TopicHold",
        stays={"topic reason placed_at ended_at": "why the network kept a topic"},
        kept={"id until": FACTS, "placed_by ended_by": STUB},
    ),
    Table("forum.RetentionDecision", kept={"id topic board fate posts decided_at": FACTS, "decided_by": STUB}),
    Table(
        "forum.Draft",
        copied="place topic board kind post fields saved_at",
        gone={"id person sequence submission": ROW_DELETED},
    ),
    Table(
        "forum.DraftFile",
        copied="draft created_at",
        gone={"id stored_file sent_sha256 hold_reasons": "of a file that is deleted with its draft"},
    ),
    Table(
        "forum.Withdrawal",
        copied="post source content_note explanation created_at",
        gone={
            "id draft draft_files state hold_reasons decision_reason pending questions answers": "for ten minutes only"
        },
    ),
    Table(
        "forum.Flag",
        copied="text",
        stays={
            "id post reason created_at changed_at": "why another person's post was reported",
            "outcome answer settled_at": "what was decided about that post, and why",
        },
        kept={"reporter settled_by": STUB},
    ),
    Table(
        "forum.Quotation",
        kept={
            "id post key quoted": "which post quotes which",
            "text": "shown only while the quoted post still contains it; deleted when that post is erased",
        },
    ),
    Table(
        "forum.GroundCheck",
        kept={
            "id topic created_at closes_on ended_at published_at result first_remit second_remit": FACTS,
            "summary": SHARED,
            "proposed_by first_signer second_signer": STUB,
        },
    ),
    Table("forum.GroundStatement", kept={"id ground_check position text": SHARED}),
    Table("forum.GroundAnswer", copied="statement stance change remit", gone={"id person": ROW_DELETED}),
    Table(
        "forum.Poll",
        kept={"id topic by is_named created_at closes_on ended_at able": FACTS, "question": SHARED, "started_by": STUB},
    ),
    Table("forum.PollOption", kept={"id poll position text votes_counted": SHARED}),
    Table("forum.PollVote", copied="poll option agency", gone={"id person": ROW_DELETED}),
    Table(
        "forum.BlamingPhrase",
        kept={"id phrase instead why state proposed_at": SHARED, "proposed_by decided_by": STUB},
    ),
    Table("forum.Mention", copied="post", gone={"id person": ROW_DELETED}),
    Table(
        "forum.SiteLink",
        kept={"id post url_prefix name": "where a link in the text leads; deleted with the link"},
    ),
    Table("forum.SavedPost", copied="post saved_at", gone={"id person": ROW_DELETED}),
    Table("forum.Thanks", copied="post thanked_at", gone={"id person": ROW_DELETED}),
    Table("forum.TopicRead", copied="topic last_read_number", gone={"id person": ROW_DELETED}),
    Table("forum.BoardRead", copied="board caught_up_at", gone={"id person": ROW_DELETED}),
    Table(
        "forum.Subscription",
        copied="about topic board form affected area sector level because changed_at",
        gone={"id person": ROW_DELETED},
    ),
]
