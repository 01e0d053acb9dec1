from django.conf import settings
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap

from forum import urls as forum
from ratsite.accounts import urls as accounts
from ratsite.catchup import views as catchup
from ratsite.circles import urls as circles
from ratsite.feeds import urls as feeds
from ratsite.feeds.sitemap import SITEMAPS
from ratsite.guides import views as guides
from ratsite.notifications import urls as notifications
from ratsite.operations import views as operations
from ratsite.pages import urls as pages
from ratsite.privacy import urls as privacy
from ratsite.sanctions import urls as sanctions
from ratsite.search import urls as search
from ratsite.trends import urls as trends
from ratsite.web import cms, views

# The addresses of apps that have only a few pages. Other apps list theirs in their urls.py.
guide_pages = (
    [
        path("", guides.guide_list, name="guide_list"),
        path("<slug:who>/", guides.guide, name="guide"),
    ],
    "guides",
)
health_pages = (
    [
        path("", operations.health, name="health"),
        path("handover/", operations.handover_page, name="handover"),
        path("email/", operations.unsent, name="unsent"),
        path("email/again/", operations.try_again, name="try_again"),
    ],
    "operations",
)
urlpatterns = [
    path("healthz", operations.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("media/<path:path>", views.media, name="media"),
    # These must come before Wagtail's own sign-in pages, which ask for no second step (tests/accounts/test_sign_in.py).
    path("cms/login/", views.closed_login, name="wagtailadmin_login"),
    path("_util/login/", views.closed_login, name="wagtailcore_login"),
    path("cms/users/", views.closed_cms_page),
    path("cms/users/<path:rest>", views.closed_cms_page),
    path("cms/groups/", views.closed_cms_page),
    path("cms/groups/<path:rest>", views.closed_cms_page),
    # Wagtail would publish an approved page here without the page's form, which refuses identifiers.
    path("cms/pages/workflow/action/<path:rest>", views.closed_cms_page),
    path("cms/account/", cms.AccountSettingsView.as_view(), name="wagtailadmin_account"),
    path("cms/", include(pages.editors)),
    path("cms/", include(pages.checks)),
    path("cms/", include(wagtailadmin_urls)),
    path("account/", include(accounts.own_account)),
    path("account/", include("allauth.urls")),
    path("agencies/", include(accounts.agencies)),
    path("appeal/", include(sanctions.appeals)),
    path("catch-up/", include(([path("", catchup.catch_up, name="catch_up")], "catchup"))),
    path("circles/", include(circles.own_circles)),
    path("drafts/", include(forum.own_drafts)),
    path("events/", include(pages.calendars)),
    path("feeds/", include(feeds.private_addresses)),
    path("following/", include(forum.own_subscriptions)),
    path("forum/", include(forum.discussion)),
    path("glossary/", include(search.glossary)),
    path("guide/", include(guide_pages)),
    path("join/", include(accounts.join)),
    path("library/", include("ratsite.search.library_urls")),
    path("mail/", include(notifications.mail)),
    path("me/", include(accounts.own_membership)),
    path("me/", include(privacy.own_data)),
    path("me/feeds/", include(feeds.own_feeds)),
    path("me/messages/", include(sanctions.own_messages)),
    path("me/sanction/", include(sanctions.own_sanctions)),
    path("moderation/", include(forum.moderation_figures_page)),
    path("notifications/", include(notifications.own_notifications)),
    path("people/", include(accounts.people)),
    path("people/", include(forum.members_pages)),
    path("phrases/", include(forum.phrase_pages)),
    path("review/access/", include(circles.access_for_staff)),
    path("review/agencies/", include(circles.agencies_for_staff)),
    path("review/applications/", include(accounts.applications_for_staff)),
    path("review/boards/", include(forum.boards_for_staff)),
    path("review/circles/", include(circles.circles_for_staff)),
    path("review/contacts/", include(pages.contacts_for_staff)),
    path("review/health/", include(health_pages)),
    path("review/people/", include(accounts.people_for_staff)),
    path("review/people/", include(privacy.erasures_for_staff)),
    path("review/people/", include(sanctions.sanctions_for_staff)),
    path("review/posts/", include(forum.posts_for_staff)),
    path("review/records/", include("ratsite.records.urls")),
    path("review/retention/", include(forum.retention_for_staff)),
    path("review/", include("ratsite.review.urls")),
    path("saved/", include(forum.own_saved_posts)),
    path("thanks/", include(forum.own_thanks)),
    path("search/", include("ratsite.search.urls")),
    path("support/", include(([path("", catchup.support, name="support")], "support"))),
    path("trends/", include(trends.trends)),
]
if settings.DEBUG:
    urlpatterns += staticfiles_urlpatterns()
if settings.STYLEGUIDE:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))
    urlpatterns.append(path("styleguide/charts/", views.styleguide_charts, name="styleguide_charts"))
urlpatterns += [path("", include(pages.named_pages)), path("", include(wagtail_urls))]

handler403 = "django.views.defaults.permission_denied"
