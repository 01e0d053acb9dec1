"""The sitemaps: addresses that search engines may list. Public pages, public resources, and other public views."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as PageSitemap

from library.models import Resource, ResourceQuerySet

OTHER_PAGES = ("library:resource_list", "joining:terms", "joining:apply")


class SiteSitemap(Sitemap):
    """Base class of sitemaps whose addresses begin with SITE_URL, whatever host the request named."""

    def get_protocol(self, protocol=None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class ResourceSitemap(SiteSitemap):
    def items(self) -> ResourceQuerySet:
        return Resource.objects.public().only("slug").order_by("slug")


class OtherSitemap(SiteSitemap):
    def items(self) -> tuple[str, ...]:
        return OTHER_PAGES

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"pages": PageSitemap, "library": ResourceSitemap(), "others": OtherSitemap()}
