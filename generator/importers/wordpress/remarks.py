"""The comments of an export, as a file of comments has them.

Spam, the bin and pings are left out and counted; what waits comes in and waits. Times are the GMT
that WordPress stored, or else its local time in the zone of the site. Of who wrote, the name alone
is taken, and of a name that is an e-mail address, what stands before the @.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

from generator.comments.source import KeptComment
from generator.importers.frontmatter import plain
from generator.importers.prose import Surroundings, to_markdown
from generator.importers.wordpress.items import parsed
from generator.importers.wordpress.wxr import Remark

_NOWHERE = Surroundings(lambda href: href, lambda _: "", lambda _: None)
"""Links of readers lead where they led; there are no pictures."""


def left_out(remarks: Iterable[Remark]) -> Counter[str]:
    """How many are not taken, by what they are: "spam", "trash" or "ping"."""
    return Counter(kind for one in remarks if (kind := _kind(one)))


def kept(remarks: Iterable[Remark], zone: ZoneInfo, otherwise: datetime) -> tuple[KeptComment, ...]:
    """The comments worth keeping, no two of one number. `otherwise`: the moment of one that has no
    time at all."""
    found = {id: r for r in remarks if not _kind(r) and (id := _number(r.id))}
    return tuple(
        KeptComment(
            id=id,
            created=_moment(remark, zone) or otherwise,
            author=plain(unescape(remark.author)).partition("@")[0],
            text=to_markdown(remark.text, _NOWHERE, is_classic=True),
            parent=_number(remark.parent),
            state="approved" if remark.status == "1" else "waiting",
        )
        for id, remark in found.items()
    )


def _kind(remark: Remark) -> str:
    """What a comment is that is not taken, else ""."""
    if remark.type not in ("", "comment"):
        return "ping"
    if remark.status in ("0", "1"):
        return ""
    return "trash" if "trash" in remark.status else "spam"


def _moment(remark: Remark, zone: ZoneInfo) -> datetime | None:
    if gmt := parsed(remark.date_gmt):
        return gmt.replace(tzinfo=UTC)
    local = parsed(remark.date)
    return local.replace(tzinfo=zone) if local else None


def _number(text: str) -> int | None:
    """A number as databases hold it; a longer one is nobody's."""
    return int(text) or None if re.fullmatch(r"[0-9]{1,18}", text) else None
