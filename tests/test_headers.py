"""Headers of every response; public pages store nothing on a visitor's device."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import URLResolver, get_resolver, reverse
from wagtail.views import serve
from whitenoise.middleware import WhiteNoiseMiddleware

from ratsite.notifications.unsubscribe import stop_url
from ratsite.web.headers import SECRETS, is_same_for_all
from tests.crawl import body_of
from tests.factories import make_resource
from tests.markup import flat, text_of

pytestmark = pytest.mark.django_db
PUBLIC = ["/", "/history/", "/news/", "/events/", "/get-help/", "/join/", "/contact/", "/library/", "/search/?q=card"]
STRICT = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "manifest-src 'self'",
}  # fmt: skip
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


def policy(response) -> set[str]:
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize("path", [*PUBLIC, "/nowhere/", "/forum/", "/account/login/", "/healthz", "/robots.txt"])
def test_every_answer_carries_the_strict_set(client, path):
    response = client.get(path)
    assert policy(response) == STRICT
    assert {name: response[name] for name in ALWAYS} == ALWAYS
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_set_no_cookie_and_hold_no_script(client, path):
    response = client.get(path)
    assert (response.status_code, dict(response.cookies)) == (200, {})
    html = flat(response.content)
    assert "<script" not in html.replace('<script type="application/ld+json"', "")
    assert "csrfmiddlewaretoken" not in html


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_load_nothing_from_elsewhere(client, path):
    html = text_of(client.get(path))
    loaded = re.findall(
        r'(?:src|srcset)="([^"]+)"|<link[^>]+rel="(?:stylesheet|preload|icon)"[^>]*href="([^"]+)"', html
    )
    assert [address for pair in loaded for address in pair if address and not address.startswith("/")] == []


def personal_links(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Return every address with a secret that an email or feed contains; here each secret is invented."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from personal_links(one, f"{namespace}{one.namespace}:" if one.namespace else namespace)
        elif SECRETS & (names := set(one.pattern.regex.groupindex)):
            values = dict.fromkeys(names, "0b1f3a52-58e4-4d5b-9c55-6a8e26cfe001") | {"uidb36": "a"}
            yield reverse(namespace + one.name, kwargs={name: values[name] for name in names})


def test_no_page_behind_a_personal_link_is_ever_cached(client):
    found = list(personal_links(get_resolver()))
    assert len(found) > 8  # appeals, feeds, applications, emails, passwords
    kept = [address for address in found if client.get(address).get("Cache-Control") != "no-store, private"]
    assert kept == []


def test_the_page_that_stops_emails_is_never_cached(client, member):
    response = client.get(reverse("mail:stop", args=[stop_url(member).split("/")[-2]]))
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store, private")


def test_members_pages_are_never_cached(member, sign_in):
    response = sign_in(member).get("/forum/")
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.has_header("ETag")


def test_a_member_s_404_and_redirect_are_never_cached_either(member, sign_in):
    client = sign_in(member)
    assert client.get("/forum/topics/999/x/")["Cache-Control"] == "no-store, private"
    client.logout()
    assert client.get("/forum/")["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("path", ["/", "/history/", "/news/", "/events/", "/get-help/", "/join/", "/contact/"])
def test_a_public_page_may_be_cached_for_a_minute(client, path):
    response = client.get(path)
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("path", ["/nowhere/", "/account/login/", "/library/", "/search/?q=card", "/join/apply/"])
def test_pages_with_a_form_and_private_pages_are_not_marked_as_the_same_for_all(client, path):
    assert "public" not in client.get(path).headers.get("Cache-Control", "")


def test_a_public_page_is_not_cached_for_a_person_with_a_cookie(client, member, sign_in):
    assert sign_in(member).get("/history/")["Cache-Control"] == "no-store, private"
    client.cookies["sessionid"] = "ended long ago"
    assert not client.get("/history/").has_header("Cache-Control")


def test_a_page_with_a_forms_token_or_a_cookie_is_not_the_same_for_all(rf):
    match = SimpleNamespace(func=serve)
    plain, with_token = rf.get("/"), rf.get("/")
    plain.resolver_match = with_token.resolver_match = match
    get_token(with_token)
    with_cookie = HttpResponse()
    with_cookie.set_cookie("seen", "1")
    assert is_same_for_all(plain, HttpResponse())
    assert not is_same_for_all(with_token, HttpResponse())
    assert not is_same_for_all(plain, with_cookie)
    assert not is_same_for_all(plain, HttpResponse(status=302))


def test_the_cms_alone_is_looser(sign_in):
    from tests.factories import MemberFactory

    response = sign_in(MemberFactory(roles=["Editors"]), with_second_step=True).get("/cms/")
    assert response.status_code == 200
    assert "script-src 'self' 'unsafe-inline'" in policy(response)
    assert "frame-ancestors 'self'" in policy(response)


def test_no_other_site_may_read_our_static_files(rf, settings):
    settings.WHITENOISE_USE_FINDERS = True
    middleware = WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))
    request = rf.get("/static/ratsite/css/site.css", headers={"origin": "https://evil.example"})
    response = middleware(request)
    assert b"--t-1" in body_of(response)
    response.close()
    assert not response.has_header("Access-Control-Allow-Origin")


def test_wagtails_api_answers_nobody(sign_in):
    from tests.factories import MemberFactory

    client = sign_in(MemberFactory(roles=["Editors", "Coordinators"]), with_second_step=True)
    page = client.get("/cms/account/")
    for kind in ("pages", "images", "documents"):
        assert f"/cms/api/main/{kind}/".encode() in page.content  # as each of Wagtail's pages says
        assert client.get(f"/cms/api/main/{kind}/").status_code == 404
        assert client.get(f"/cms/api/main/{kind}/1/").status_code == 404


def test_a_file_comes_as_a_download_that_nothing_may_run(member, sign_in):
    file = make_resource(member).current.files.get()
    response = sign_in(member).get(file.get_absolute_url())
    assert response["Content-Disposition"] == 'attachment; filename="card.txt"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"
    assert not response.has_header("ETag")
    assert b"".join(response.streaming_content) == b"Ask about today first."


def test_head_and_range_pass_the_same_check(member, sign_in):
    url = make_resource(member).current.files.get().get_absolute_url()
    from django.test import Client

    stranger = Client()
    assert stranger.head(url).status_code == 404
    assert stranger.get(url, headers={"range": "bytes=0-3"}).status_code == 404
    response = sign_in(member).head(url)
    assert (response.status_code, body_of(response)) == (200, b"")


def test_a_request_header_cannot_name_another_file(member, sign_in):
    url = make_resource(member).current.files.get().get_absolute_url()
    response = sign_in(member).get(url, headers={"x-accel-redirect": "/etc/passwd", "x-sendfile": "/etc/passwd"})
    assert b"".join(response.streaming_content) == b"Ask about today first."
    assert not response.has_header("X-Accel-Redirect")


def test_a_forged_host_gets_nothing(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_original_pictures_and_private_files_are_not_under_media(client):
    for path in (
        "/media/original_images/a.png",
        "/media/../db.sqlite3",
        "/media/private/a",
        "/media/images/../../secret",
    ):
        assert client.get(path).status_code == 404


def test_robots_and_security_txt_name_no_closed_door(client):
    assert b"forum" not in client.get("/robots.txt").content
    assert client.get("/.well-known/security.txt").content.startswith(b"Contact: mailto:")


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https:evil.example", "/\t/evil.example", "https://a@evil.example"]
)
def test_signing_in_never_leads_off_the_site(client, member, target):
    from tests.factories import PASSWORD

    response = client.post(f"{reverse('account_login')}", {"login": member.email, "password": PASSWORD, "next": target})
    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert not response["Location"].startswith(("//", "/\\", "/\t"))
