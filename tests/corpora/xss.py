"""Hostile Markdown and HTML, written for this project: combinations of the known attacks."""

from collections.abc import Callable
from itertools import product

SCHEMES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6a;avascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "file:///etc/passwd",
    "blob:https://x.example/1",
    "view-source:javascript:alert(1)",
    "\x01javascript:alert(1)",
]
LINKS = ["[x]({})", "[x](<{}>)", '[x]({} "t")', "[x][r]\n\n[r]: {}", "<{}>", "![x]({})", "[![x]({0})]({0})", "{}"]
HANDLERS = ["onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onanimationstart", "onwheel"]
ELEMENTS = [
    "<img src=x {}=alert(1)>",
    "<svg {}=alert(1)>",
    "<details open {}=alert(1)>",
    "<input autofocus {}=alert(1)>",
    "<video><source {}=alert(1)></video>",
    "<body {}=alert(1)>",
    "<a href=# {}=alert(1)>x</a>",
    "<math><mtext {}=alert(1)>",
    "<style>@keyframes x{{}}</style><p style='animation:x' {}=alert(1)>",
]
SINGLES = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<base href=//x.example/>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mi//xlink:href='javascript:alert(1)'>",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "~~~html onload=alert(1)\nx\n~~~",
    '[x](https://a.example" onmouseover="alert(1))',
    "[x](https://a.example '\"><script>alert(1)</script>')",
    'https://a.example/"onmouseover=alert(1)//',
    "<https://a.example/<script>alert(1)</script>>",
    "|<script>alert(1)</script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "# <img src=x onerror=alert(1)>",
    "- <svg/onload=alert(1)>",
    "> <a href='javascript:alert(1)'>x</a>",
    "\u2028<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "<p id=csrfmiddlewaretoken name=cookie>clobber</p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<a href='http://x.example' target=_blank rel=opener>x</a>",
    "\x00<script>alert(1)</script>",
]

PAYLOADS = (
    [link.format(scheme) for link, scheme in product(LINKS, SCHEMES)]
    + [element.format(handler) for element, handler in product(ELEMENTS, HANDLERS)]
    + [f"text **bold {element.format('onerror')}** text" for element in ELEMENTS]
    + [f"> - {element.format('onload')}\n>   more" for element in ELEMENTS]
    + [f"[{element.format('onclick')}](https://a.example)" for element in ELEMENTS]
    + [
        f"<!-- {element.format(handler)} --!> {single}"
        for element in ELEMENTS[:3]
        for handler in HANDLERS[:2]
        for single in SINGLES[:6]
    ]
    + [f"{single}\n\n{prefix}{single}" for single in SINGLES for prefix in ("", "* ")]
)
assert len(PAYLOADS) >= 300
MARKS = [str(number) for number in range(len(PAYLOADS))]


def _part(number: int, payload: str) -> str:
    """Return one payload for a text with many: its open elements are closed, and a heading with its number follows.

    A list item ends before the fence that would end its code, so that fence begins another. Link references get a name
    of their own, because the first one with a name counts. NUL characters are removed, because no form takes them.
    """
    fence = payload[-3:]
    closing = f"\n{fence}" if f"\n* {fence}" in payload else ""
    return f"{payload.replace(chr(0), '').replace('[r]', f'[r{number}]')}{closing}\n# {MARKS[number]}"


PARTS = [_part(number, payload) for number, payload in enumerate(PAYLOADS)]
WHOLE = "\n".join(PARTS)


def texts(fits: Callable[[str], bool]) -> list[str]:
    """Return all payloads in order, joined into as few texts as `fits` allows."""
    found = [PARTS[0]]
    for part in PARTS[1:]:
        longer = f"{found[-1]}\n{part}"
        if fits(longer):
            found[-1] = longer
        else:
            found.append(part)
    return found
