"""What untrusted text looks like, and how a page is read back."""

from __future__ import annotations

import io
import json
import re
import zlib
from base64 import b64decode
from html.parser import HTMLParser

from hypothesis import strategies as st

from audition.analysis.grid import grid_of
from audition.records.comparison import Findings
from audition.reporting.html.evidence import Evidence
from audition.reporting.html.page import write_html
from audition.store.run_file import RunFile

HOSTILE = (
    '</script></textarea><script>document.title="taken"</script><img src=x onerror=alert(1)>'
    " [a](javascript:alert(1)) @everyone #1 https://example.com/x \x1b[31mred\x07 \u202eright {{ 7*7 }} ::error:: |"
)
"""Something for every sink."""

hostile_texts = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("<>&\"'`|[]()@#\\*_~:/={}%$-\n\r\t\0\x1b\u202e\u200b\u2028\ud800"),
    ),
    max_size=60,
) | st.sampled_from([HOSTILE, "=cmd()", "```\n", "-->", "]]>", "</details>", "www.example.com", "\U000e0041"])


def page(findings: Findings, path=None) -> str:
    """The page of these findings, with the trials of a run file."""
    out = io.StringIO()
    if path is None:
        write_html(findings, Evidence({}, findings.sides), {}, out)
        return out.getvalue()
    with RunFile.open_readonly(path) as run:
        name = run.facts.id
        write_html(findings, Evidence({name: run}, findings.sides), grid_of(name, run.marks()), out)
    return out.getvalue()


def blocks(text: str) -> dict[str, object]:
    """The page's evidence, unpacked."""
    found = re.findall(r'<script type="application/octet-stream" id="([^"]+)">([^<]*)</script>', text)
    return {name: json.loads(zlib.decompress(b64decode(data))) for name, data in found}


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data):
        if self._inside and self._inside[-1] not in {"script", "style"}:
            self.text += data
