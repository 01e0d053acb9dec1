"""A person with a browser. Everything that the browser complains about is stored, and fails the test."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response

from ratsite.accounts.models import User
from tests.factories import PASSWORD, TOTP_SECRET, take_second_step

TIMEOUT = 15_000  # milliseconds: two test runs may share two cores
CODE_PERIOD = 30  # seconds
SAY_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event =>
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`))
"""


@dataclass(frozen=True)
class Way:
    """How a visitor uses the site: with or without scripts, and the size of the screen in pixels."""

    scripts: bool
    width: int
    height: int


class Visitor:
    """A person with a browser. page: Playwright's page. complaints: what should not have happened in it, as lines."""

    def __init__(self, browser: Browser, site: str, way: Way, **options):
        self.site, self.way = site, way
        self.complaints: list[str] = []
        self.refusals: set[int] = set()
        self.responses: list[Response] = []
        self.context = browser.new_context(
            base_url=site,
            java_script_enabled=way.scripts,
            viewport={"width": way.width, "height": way.height},
            **options,
        )
        self.context.set_default_timeout(TIMEOUT)
        if way.scripts:
            self.context.add_init_script(SAY_VIOLATIONS)
        self.context.on("request", self._watch_request)
        self.context.on("response", self._watch_response)
        self.context.on("console", self._watch_console)
        self.context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        self.context.on("dialog", self._watch_dialog)
        self.page: Page = self.context.new_page()

    def _watch_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        is_inside = address.scheme in ("data", "blob") and "/cms/" in self.page.url
        if address.netloc != urlsplit(self.site).netloc and not is_inside:
            self.complaints.append(f"request to another host: {request.url[:200]}")

    def _watch_response(self, response: Response) -> None:
        self.responses.append(response)
        if response.status >= 400 and response.status not in self.refusals:
            self.complaints.append(f"{response.status} for {response.request.method} {response.url}")

    def _watch_console(self, message: ConsoleMessage) -> None:
        # The browser logs every refused page; _watch_response tells expected from unexpected ones.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text} at {message.location.get('url')}")

    def _watch_dialog(self, dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def may_be_refused(self, *statuses: int) -> None:
        """Allow responses with these statuses; others of 400 and above fail the test."""
        self.refusals.update(statuses)

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def path(self) -> str:
        return urlsplit(self.page.url).path

    def press(self, name: str) -> None:
        """Press the only button with this name on the page."""
        self.click(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name).first)

    def more_for_post(self, number: int) -> None:
        """Open the menu of this post: its link, reporting it, what moderators do."""
        self.page.get_by_text(f"More for post {number}", exact=True).click()

    def unfold(self, name: str) -> None:
        """Open the section with this name, which is folded on a phone."""
        self.page.locator("summary").filter(has_text=name).click()

    def click(self, what: Locator) -> None:
        """Click, and wait until a page that opens is fully loaded."""
        what.click()
        self.page.wait_for_load_state()

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def text(self) -> str:
        """Return the visible text of the main part of the page, without folded parts."""
        return self.page.locator("main").inner_text()

    def fits(self) -> bool:
        """Return True if the page is not wider than the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth") <= self.way.width

    def sign_in(self, person: User, password: str = PASSWORD, *, then: str = "") -> None:
        """Sign in through the form, and enter the code if a second step is required."""
        self.open(f"/account/login/{f'?next={then}' if then else ''}")
        self.page.get_by_label("Work email address").fill(person.email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")
        for _ in range(2):  # a code that ran out while it was sent is typed again, as a person does
            if self.path() == "/account/2fa/authenticate/":
                self.page.locator("input[name=code]").fill(code_now())
                self.press("Sign in")

    def arrive_signed_in(self, person: User, *, with_second_step: bool = False) -> None:
        """Sign in with a ready session, for tests that are not about signing in."""
        client = Client()
        client.force_login(person)
        if with_second_step:
            take_second_step(client, person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.site}])

    def keep_nothing(self) -> None:
        """From now on load every page completely, as on a first visit."""
        self.devtools = self.context.new_cdp_session(self.page)
        self.devtools.send("Network.enable")
        self.devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def start_anew(self) -> None:
        """Use the same browser for another person: signed out, on an empty page, with nothing stored."""
        # From within the page: a browser sent there by its user starts another process, which is what costs.
        with self.page.expect_navigation():
            self.page.evaluate("location.replace('about:blank')")
        self.page.set_viewport_size({"width": self.way.width, "height": self.way.height})
        self.page.emulate_media(color_scheme="light", reduced_motion="no-preference")
        self.context.clear_cookies()
        self.devtools.send("Storage.clearDataForOrigin", {"origin": self.site, "storageTypes": "all"})
        for notes in (self.complaints, self.refusals, self.responses):
            notes.clear()

    def leave(self) -> None:
        self.context.close()


def code_now() -> str:
    """Return the code that a steward's authenticator app shows now."""
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // CODE_PERIOD))
