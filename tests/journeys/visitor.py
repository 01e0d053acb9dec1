"""`Visitor`, a person with a browser. It records errors in the browser; the fixture `visit` fails the test for them."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response

from ratsite.accounts.models import User
from tests.factories import PASSWORD, TOTP_SECRET, take_second_step

TIMEOUT = 15_000  # milliseconds: enough if two test runs share two processors
CODE_PERIOD = 30  # seconds
LOG_POLICY_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event =>
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`))
"""


@dataclass(frozen=True)
class Device:
    """A visitor's browser: whether scripts are on, and the size of the screen in pixels."""

    scripts: bool
    width: int
    height: int


class Visitor:
    """A person with a browser of their own.

    page: Playwright's page. errors: a line for each unexpected status, script or policy error, dialog, and request to
    another host.
    """

    def __init__(self, browser: Browser, site: str, device: Device, **options):
        self.site, self.device = site, device
        self.errors: list[str] = []
        self.allowed_statuses: set[int] = set()
        self.responses: list[Response] = []
        self.context = browser.new_context(
            base_url=site,
            java_script_enabled=device.scripts,
            viewport={"width": device.width, "height": device.height},
            **options,
        )
        self.context.set_default_timeout(TIMEOUT)
        if device.scripts:
            self.context.add_init_script(LOG_POLICY_VIOLATIONS)
        self.context.on("request", self._watch_request)
        self.context.on("response", self._watch_response)
        self.context.on("console", self._watch_console)
        self.context.on("weberror", lambda error: self.errors.append(f"script error: {error.error}"))
        self.context.on("dialog", self._watch_dialog)
        self.page: Page = self.context.new_page()

    def _watch_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        is_inside = address.scheme in ("data", "blob") and "/cms/" in self.page.url
        if address.netloc != urlsplit(self.site).netloc and not is_inside:
            self.errors.append(f"request to another host: {request.url[:200]}")

    def _watch_response(self, response: Response) -> None:
        self.responses.append(response)
        if response.status >= 400 and response.status not in self.allowed_statuses:
            self.errors.append(f"{response.status} for {response.request.method} {response.url}")

    def _watch_console(self, message: ConsoleMessage) -> None:
        # The browser logs every response of 400 and above. _watch_response records the unexpected ones.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.errors.append(f"console: {message.text} at {message.location.get('url')}")

    def _watch_dialog(self, dialog) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def allow_status(self, *statuses: int) -> None:
        """Allow responses with these statuses; others of 400 and above fail the test."""
        self.allowed_statuses.update(statuses)

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
        """Open the menu of the post with this number, which has its link, "Report post" and the moderators' links."""
        self.page.get_by_text(f"More for post {number}", exact=True).click()

    def open_section(self, name: str) -> None:
        """Open the <details> section with this name, which is closed on a phone."""
        self.page.locator("summary").filter(has_text=name).click()

    def click(self, what: Locator) -> None:
        """Click. If that opens a page, wait until it is loaded."""
        what.click()
        self.page.wait_for_load_state()

    def decide(self, choice: str) -> None:
        """Decide the open item of the review queue; first show what is masked in it."""
        show = self.page.get_by_role("button", name="Show what is hidden", exact=True)
        if show.count():
            self.click(show)
        self.page.get_by_label(choice).check()
        self.press("Decide")

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def text(self) -> str:
        """Return the visible text of <main>, without closed sections."""
        return self.page.locator("main").inner_text()

    def fits_screen(self) -> bool:
        """Return True if the page is not wider than the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth") <= self.device.width

    def sign_in(self, person: User, password: str = PASSWORD, *, then: str = "") -> None:
        """Sign in through the form, and enter the code if a second step is required."""
        self.open(f"/account/login/{f'?next={then}' if then else ''}")
        self.page.get_by_label("Work email address").fill(person.email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")
        for _ in range(2):  # a code may expire while it is sent
            if self.path() == "/account/2fa/authenticate/":
                self.page.locator("input[name=code]").fill(code_now())
                self.press("Sign in")

    def force_sign_in(self, person: User, *, with_second_step: bool = False) -> None:
        """Sign in with a ready session, for tests that are not about signing in."""
        client = Client()
        client.force_login(person)
        if with_second_step:
            take_second_step(client, person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.site}])

    def disable_cache(self) -> None:
        """Load every later page completely, as on a first visit."""
        self.devtools = self.context.new_cdp_session(self.page)
        self.devtools.send("Network.enable")
        self.devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def reset(self) -> None:
        """Use the same browser for another person: signed out, on an empty page, with nothing stored."""
        # By script and not with page.goto, which would start another browser process: that takes most of the time.
        with self.page.expect_navigation():
            self.page.evaluate("location.replace('about:blank')")
        self.page.set_viewport_size({"width": self.device.width, "height": self.device.height})
        self.page.emulate_media(color_scheme="light", reduced_motion="no-preference")
        self.context.clear_cookies()
        self.devtools.send("Storage.clearDataForOrigin", {"origin": self.site, "storageTypes": "all"})
        for notes in (self.errors, self.allowed_statuses, self.responses):
            notes.clear()

    def close(self) -> None:
        self.context.close()


def code_now() -> str:
    """Return the code that a steward's authenticator app shows now."""
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // CODE_PERIOD))
