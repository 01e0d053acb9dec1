from django.conf import settings
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from ratsite.web import cms, views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("media/<path:path>", views.media, name="media"),
    # Ours stand before Wagtail's: those would let a password in without a second factor (tests/test_doors.py).
    path("cms/login/", views.closed_login, name="wagtailadmin_login"),
    path("_util/login/", views.closed_login, name="wagtailcore_login"),
    path("cms/account/", cms.AccountSettingsView.as_view(), name="wagtailadmin_account"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("account/", include("ratsite.accounts.own_urls")),
    path("account/", include("allauth.urls")),
    path("agencies/", include("ratsite.accounts.agency_urls")),
    path("appeal/", include("ratsite.moderation.appeal_urls")),
    path("catch-up/", include("ratsite.catchup.urls")),
    path("drafts/", include("forum.draft_urls")),
    path("following/", include("forum.following_urls")),
    path("forum/", include("forum.urls")),
    path("feeds/", include("ratsite.feeds.private_urls")),
    path("guide/", include("ratsite.guides.urls")),
    path("library/", include("library.urls")),
    path("mail/", include("ratsite.notifications.mail_urls")),
    path("moderation/", include("forum.summary_urls")),
    path("notifications/", include("ratsite.notifications.urls")),
    path("me/feeds/", include("ratsite.feeds.urls")),
    path("me/sanction/", include("ratsite.moderation.own_urls")),
    path("me/messages/", include("ratsite.moderation.own_message_urls")),
    path("me/", include("ratsite.accounts.me_urls")),
    path("me/", include("ratsite.privacy.urls")),
    path("join/", include("ratsite.accounts.joining_urls")),
    path("people/", include("ratsite.accounts.people_urls")),
    path("review/people/", include("ratsite.accounts.desk_urls")),
    path("review/people/", include("ratsite.privacy.staff_urls")),
    path("review/records/", include("ratsite.records.urls")),
    path("review/applications/", include("ratsite.accounts.application_desk_urls")),
    path("review/boards/", include("forum.boards_desk_urls")),
    path("review/posts/", include("forum.posts_desk_urls")),
    path("review/retention/", include("forum.retention_urls")),
    path("review/", include("ratsite.moderation.urls")),
    path("support/", include("ratsite.catchup.support_urls")),
    path("search/", include("ratsite.search.urls")),
    path("contact/", include("ratsite.pages.urls")),
    path("events/", include("ratsite.pages.event_urls")),
]
if settings.DEBUG:
    urlpatterns += staticfiles_urlpatterns()
if settings.STYLEGUIDE:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))
urlpatterns.append(path("", include(wagtail_urls)))

handler403 = "django.views.defaults.permission_denied"
