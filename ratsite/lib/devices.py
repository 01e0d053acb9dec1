"""Name a browser and its system, so that people recognise their own devices."""

from django.utils.translation import gettext

BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def device(user_agent: str) -> str:
    """Return the browser and system that a user agent names, such as "Firefox on Windows".

    An unknown browser is "A browser"; an unknown system is left out.
    """
    browser = next((name for token, name in BROWSERS.items() if token in user_agent), gettext("A browser"))
    system = next((name for token, name in SYSTEMS.items() if token in user_agent), "")
    return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
