"""The forum's models. Only forum.actions changes their rows."""

from forum.models.ask import Ask, AskDismissal
from forum.models.attachment import MOST_FILES, Attachment
from forum.models.blaming_phrase import BlamingPhrase
from forum.models.board import Board
from forum.models.download import DownloadReason
from forum.models.draft import Draft
from forum.models.draft_file import DraftFile
from forum.models.event import TopicEvent
from forum.models.flag import Flag
from forum.models.ground_check import GroundAnswer, GroundCheck, GroundStatement
from forum.models.mention import Mention
from forum.models.moderator_question import ModeratorQuestion
from forum.models.poll import Poll, PollOption, PollVote
from forum.models.post import Post
from forum.models.quotation import Quotation
from forum.models.read_mark import BoardRead, TopicRead
from forum.models.retention import RetentionDecision, TopicHold
from forum.models.reveal import Reveal
from forum.models.revision import Revision
from forum.models.saved_post import SavedPost
from forum.models.signal import ReportingMonth, Signal
from forum.models.site_link import SiteLink
from forum.models.subscription import Subscription
from forum.models.thanks import Thanks
from forum.models.topic import Topic
from forum.models.topic_print import TopicPrint
from forum.models.trend import TrendNote
from forum.models.withdrawal import Withdrawal

__all__ = [
    "MOST_FILES", "Ask", "AskDismissal", "Attachment", "BlamingPhrase", "Board", "BoardRead", "DownloadReason", "Draft",
    "DraftFile", "Flag", "GroundAnswer", "GroundCheck", "GroundStatement", "Mention", "ModeratorQuestion", "Poll",
    "PollOption", "PollVote", "Post", "Quotation", "ReportingMonth", "RetentionDecision", "Reveal", "Revision",
    "SavedPost", "Signal", "SiteLink", "Subscription", "Thanks", "Topic", "TopicEvent", "TopicHold", "TopicPrint",
    "TopicRead", "TrendNote", "Withdrawal",
]  # fmt: skip
