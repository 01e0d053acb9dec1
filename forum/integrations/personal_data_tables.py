"""What a personal data copy and an erasure do with each field of the forum's tables."""

from ratsite.lib.personal_data import ROW_DELETED, Table

CHOICE = "the person chooses: they stay without a name, or are taken away; what nobody else reads goes in any case"
FACTS = "facts about a conversation that others read"
STUB = "a number without a name"
SHARED = "the network's own words"
OTHERS = "someone else's"
DECIDED = "a moderator's reason, about what was written"

TABLES = [
    Table(
        "forum.Board",
        kept={
            "id slug name aim usual_kind position circle marking ceiling state holds_newcomers holds_topics "
            "holds_replies bars_own_agency wants_two is_about_children retention_months version topic_count "
            "post_count latest_topic": SHARED,
            "moderators": "see Board_moderators",
        },
    ),
    Table("forum.Board_moderators", copied="board", gone={"id user": ROW_DELETED}),
    Table(
        "forum.Topic",
        stays={
            "title closing_line": CHOICE,
            "shown_as": "what is shown in place of a name; it holds none",
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
            "reading": "a moderator's line about figures; names are removed from it",
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
            "topic area kind frequency confidence made_at changed_at": "it counts without the person",
        },
        gone={"person": "who said it for their agency"},
        kept={"id reporting is_late": FACTS},
    ),
    Table(
        "forum.Post",
        copied="agency spoken_for",
        stays={
            "source content_note": CHOICE,
            "job_title": "said by whom, without a name: their role, and what kind of agency it was",
            "voice": "how its readers see who wrote; one that hid a name still does",
            "id topic number reply_to state created_at sent_again_at published_at edited_at withdrawn_at": FACTS,
            "decision_reason decided_at": DECIDED,
        },
        gone={"submission": "the number of a form", "profile": "what the agency said of itself"},
        kept={
            "html": "what the text looks like; changes with it",
            "agency_kind": "what an erasure leaves of the agency",
            "hold_reasons file_count opened_by answers_for": FACTS,
            "author noted_by decided_by": STUB,
        },
    ),
    Table(
        "forum.Revision",
        copied="spoken_for",
        stays={
            "source title content_note reason": CHOICE,
            "id post state created_at": FACTS,
            "decision_reason decided_at": DECIDED,
        },
        kept={"hold_reasons": FACTS, "decided_by": STUB},
    ),
    Table(
        "forum.Attachment",
        kept={"id post stored_file waits identifies is_put_right is_copied created_at": "hangs a file on a post"},
    ),
    Table(
        "forum.Ask",
        stays={"id topic remit asked_at answer_by state ends_on": FACTS},
        kept={
            "reminder": FACTS,
            "asked_as": "what is shown in place of a name; it holds none",
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
            "title": "a title of before, or of another topic: it goes with the words of whoever began that topic",
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
        gone={"id submission": ROW_DELETED, "moderator": "whom the person is not told of"},
    ),
    Table(
        "forum.DownloadReason",
        copied="agency",
        stays={"post reason created_at": "who takes a file that is marked closely answers for it for a year"},
        kept={"id attachment": FACTS, "person": STUB},
    ),
    Table(
        "forum.TopicPrint",
        copied="agency",
        stays={"topic newest_number printed_at": "who takes a copy on paper answers for it for a year"},
        kept={"id": FACTS, "person": STUB},
    ),
    Table(
        "forum.TopicHold",
        stays={"topic reason placed_at ended_at": "why something is kept"},
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
        gone={"id stored_file sent_sha256 hold_reasons": "of a file that goes with its draft"},
    ),
    Table(
        "forum.Withdrawal",
        copied="post source content_note spoken_for created_at",
        gone={
            "id draft draft_files state hold_reasons decision_reason pending questions answers": "a row of ten minutes"
        },
    ),
    Table(
        "forum.Flag",
        copied="text",
        stays={
            "id post reason created_at changed_at": "what someone else's post was reported for",
            "outcome answer settled_at": "what became of that post, and why",
        },
        kept={"reporter settled_by": STUB},
    ),
    Table(
        "forum.Quotation",
        kept={
            "id post key quoted": "which post quotes which",
            "text": "words of a post that another post shows: shown while that post says them, gone when it is erased",
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
        kept={"id post url_prefix name": "where a link in the text leads, as long as it is there"},
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
