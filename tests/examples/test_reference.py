"""The reference: what it says is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.reference.page import PATH, reference

ROOT = Path(__file__).parents[2]


def test_the_reference_is_up_to_date():
    """After a change of commands, options, checks, schemas or columns: `python -m scripts.reference`."""
    assert reference() == (ROOT / PATH).read_text("utf-8")


def test_every_link_within_it_leads_somewhere():
    """Records and sections are linked by their headings."""
    page = reference()
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
        for line in page.splitlines()
        if line.startswith("#")
    }

    assert not {target for target in re.findall(r"\]\(#([\w-]+)\)", page) if target not in headings}
