"""Models of the public pages, of their pictures, and of the short lists that editors maintain."""

from ratsite.pages.models.contact import ContactMessage, ContactPage
from ratsite.pages.models.corrections import Correction, EarlierVersion
from ratsite.pages.models.events import EventIndexPage, EventPage, EventPartner, EventSession
from ratsite.pages.models.files import PageFile
from ratsite.pages.models.help import GetHelpPage, Helpline
from ratsite.pages.models.history import HistoryIndexPage, HistoryPage, TimelineEntry
from ratsite.pages.models.home import HomePage
from ratsite.pages.models.images import SiteImage, SiteRendition
from ratsite.pages.models.news import NewsIndexPage, NewsPage, NewsTopic
from ratsite.pages.models.published_contact import PublishedContact
from ratsite.pages.models.reviews import DueReminder, PageReview
from ratsite.pages.models.second_check import SecondCheckTask
from ratsite.pages.models.sectors import SectorPage
from ratsite.pages.models.standard import StandardPage

__all__ = [
    "ContactMessage",
    "ContactPage",
    "Correction",
    "DueReminder",
    "EarlierVersion",
    "EventIndexPage",
    "EventPage",
    "EventPartner",
    "EventSession",
    "GetHelpPage",
    "Helpline",
    "HistoryIndexPage",
    "HistoryPage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "NewsTopic",
    "PageFile",
    "PageReview",
    "PublishedContact",
    "SecondCheckTask",
    "SectorPage",
    "SiteImage",
    "SiteRendition",
    "StandardPage",
    "TimelineEntry",
]
