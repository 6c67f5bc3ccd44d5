"""The table of faults: what must happen when things go wrong, row by row.

A test proves a row by `@pytest.mark.fault(number)`; `python -m tests.tools.faults` writes the table
with its tests and what became of them to `tests/faults.md`.
"""

from __future__ import annotations

import enum

import msgspec


class Proof(enum.Enum):
    """The kind of test that a row asks for."""

    PROPERTY = "property"
    INJECTION = "fault injection"
    EXAMPLE = "example"
    HOST = "pretended host"
    RACE = "race"
    BROWSER = "browser"


P, F, E, H, R, B = Proof


class Row(msgspec.Struct, frozen=True):
    """What goes wrong and what happens then. `note`: where this product does otherwise, and why."""

    fault: str
    answer: str
    proof: Proof
    note: str = ""


SECTIONS: dict[str, dict[int, Row]] = {
    "Input": {
        1: Row("a YAML mistake", "told at the line and column of the file", P),
        2: Row("three broken files", "three faults in one run", E),
        3: Row("front matter missing or open", "E-FM-OPEN with a header to copy", E),
        4: Row("a key written twice", "E-FM-DUP with both lines", P),
        5: Row("an unknown key", "E-FM-KEY with the nearest one; `x-` is free", P),
        6: Row("a required key missing or empty", "E-FM-REQ names it", P),
        7: Row("a day or time that does not exist", "E-FM-DATE at the value", P),
        8: Row("a date in Arabic or Persian digits", "the same date", P),
        9: Row("values that YAML would take for something else", "stay as typed", P),
        10: Row("YAML bombs, tags, depth, size", "E-FM-LIMIT, quickly and in little memory", F),
        11: Row("an unknown category; a name near a known one", "E-REF; W-NEAR", P),
        12: Row(
            "a dead link, image, anchor or footnote", "told at its place, the nearest named", P
        ),
        13: Row("bytes that are no UTF-8 text", "E-ENC with byte and line; nothing is guessed", P),
        14: Row("BOM, CRLF, CR, no last newline", "the bytes of the clean twin", P),
        15: Row(
            "control characters", "E-CTRL in the header, left out of the text; valid output", P
        ),
        16: Row("no article, or drafts alone", "a valid site that says so, and a warning", E),
        17: Row("5 MB, 100,000 lines", "builds within its time, or E-SIZE", F),
        18: Row(
            "Markdown made to take for ever",
            "told at its place; other articles are done",
            F,
        ),
        19: Row("a layout that fails", "E-TPL at its line, with the page; nothing is published", E),
        20: Row("no readable file: FIFO, socket, folder", "E-IO by name, and no waiting", F),
        21: Row(
            "symbolic links out, dangling, in a ring",
            "E-LINKOUT by name, never followed",
            P,
            "No setting allows links inside the project: a copy does what a link would, on every "
            "system, and one rule is easier to trust than two.",
        ),
        22: Row("a file that changes while it is read", "read once more, else E-IO", R),
        23: Row("an image that is a bomb, cut, mislabelled or active", "E-IMG with the reason", F),
        24: Row("a photo that tells place, device, owner", "in no published byte", P),
        25: Row("a mistake in site.yaml", "E-CFG at its place, before any work", P),
    },
    "Output and HTML": {
        26: Row("two sources want one address", "E-DUP names them all, nothing is written", P),
        27: Row("twins by case, Unicode form, percent signs", "the same E-DUP", P),
        28: Row("paths that leave the site", "E-PATH; every written path stays inside", P),
        29: Row("active HTML in an article", "removed, with a warning at its line", P),
        30: Row("addresses that run or disguise themselves", "dropped, with a warning", P),
        31: Row("markup in any field", "text in every context", P),
        32: Row("JSON that would end its script element", "reads back as it was", P),
        33: Row("feeds with signs that XML refuses", "parse strictly; links are absolute", P),
        34: Row("template signs in an article", "printed as they are", E),
        35: Row("drafts, scheduled and expired articles", "no word of them in any byte", P),
        36: Row("a date passes, no file changes", "the next build publishes", E),
        37: Row(
            "an article leaves the site",
            "its page and its files go; the report names them",
            P,
            "A page that left has no 410 stub: a plain host answers 404 by itself, and an editor "
            "who wants a redirect writes `aliases` in the article that follows.",
        ),
        38: Row("files of others in the published folder", "never touched", P),
        39: Row("one stands where a page must go", "E-FOREIGN; `--adopt` replaces it", E),
        40: Row("an output folder that is none", "E-OUT, exit 2, nothing touched", E),
        41: Row("a published file edited, or made a link", "made afresh; the target unharmed", F),
        42: Row("pages under their Content-Security-Policy", "no violation, no foreign host", B),
        43: Row("another machine, zone, locale, seed, order", "the same bytes", P),
    },
    "Crash, disk, cache": {
        44: Row("killed at every operation", "old or new files, each whole; then a clean build", F),
        45: Row("killed while publishing", "rolled forward; no page lacks its assets", F),
        46: Row("the power fails", "as if killed, whatever was not yet on the disk", F),
        47: Row(
            "interrupted, or the terminal closes", "all ends in 2 s, exit 130, site as before", F
        ),
        48: Row("a worker process dies", "its file is tried once more, then E-WORKER", F),
        49: Row("the disk refuses, at every operation", "one line, exit 3; the next run heals", F),
        50: Row("too little room, known beforehand", "E-DISK before anything is written", F),
        51: Row(
            "cache or manifest cut or garbled",
            "counts as missing, one notice; the build is clean",
            F,
            "A damaged cache is kept as `*.bad`, a damaged manifest is not: it lies in the "
            "published folder, where readers would find it. Without it a page that left the site "
            "at the same time is nobody's, and stays; the notice says so.",
        ),
        52: Row("a cache of other versions", "made again where it matters", P),
        53: Row("any sequence of edits", "incremental equals clean, byte for byte", P),
        54: Row("clocks that jump or are coarse", "content decides, not times", P),
        55: Row("a cache read-only or deleted", "the build works, one notice", F),
        56: Row("a published file removed by hand", "restored", E),
    },
    "Concurrency and watching": {
        57: Row("two builds at once", "the second waits, then E-LOCK; the dead block nobody", R),
        58: Row("a build beside the preview", "one lock; the preview shows it", R),
        59: Row("a file system without locks", "a notice, and a lock of another kind", F),
        60: Row("1, 2, 8 workers", "the same bytes and the same faults in order", P),
        61: Row("a reader through 100 rebuilds", "nothing missing, torn or ahead of its assets", R),
        62: Row(
            "how editors save, 50 times a second", "one build when it is quiet; no false fault", R
        ),
        63: Row("no more watches, or drives that do not tell", "files are looked at; one line", F),
        64: Row("folders that go and come back", "stay watched; no endless rebuilding", R),
    },
    "Preview server": {
        65: Row("who can reach it", "this machine alone, or a warning", E),
        66: Row("foreign, doubled, malformed Host", "403 or 400; the server lives", P),
        67: Row("foreign origins", "no CORS header, no news", P),
        68: Row("targets that leave the site", "400 or 404; only listed files are opened", P),
        69: Row("files under the root that are not the site", "404", P),
        70: Row("methods that would change something", "405", E),
        71: Row("200 slow clients, 1,000 open pages", "a new request waits less than 100 ms", F),
        72: Row("a fault while previewing", "the last good page, the fault over it, escaped", B),
        73: Row("the port is taken", "E-PORT, exit 3", E),
        74: Row("what belongs to the preview alone", "never in the published folder", P),
        75: Row("headers, types, ranges, 404", "as a browser wants them", E),
    },
    "Deploy": {
        76: Row("a folder that is no whole site", "is not deployed", E),
        77: Row("the connection breaks anywhere", "no torn file; exit 4; the next run ends it", H),
        78: Row("the order of uploads", "nothing points to what is not there", H),
        79: Row("any upload fails", "nothing is deleted", H),
        80: Row("many deletions", "stop and ask", H),
        81: Row("files of others on the host", "stay", H),
        82: Row(
            "the host's manifest is gone or foreign", "compare all, delete nothing; or refuse", H
        ),
        83: Row("the host lies about what it keeps", "verified, tried again, then E-VERIFY", H),
        84: Row("two people deploy", "one lock; no history is lost", H),
        85: Row("unknown key, bad certificate, plain FTP", "refused, with the way to accept", H),
        86: Row("secrets", "in no byte that we write or say", P),
        87: Row("a host that is busy or slow", "tried again, within limits", H),
        88: Row("names that the host refuses", "all named before the first byte", H),
        89: Row("the wrong site went out", "`rollback` brings the last one back", E),
    },
    "WordPress import": {
        90: Row("XML with entities or a DTD", "E-XML, nothing read", F),
        91: Row("an export that breaks off, or is huge", "what stands before is kept", F),
        92: Row("attachments that lead inside our network", "not fetched", H),
        93: Row("media that are endless, wrong, missing", "limits; the rest goes on", H),
        94: Row("hostile or clashing names", "safe and unique; no item is lost", P),
        95: Row("scripts, short codes, frames", "sanitised, or shown as text and listed", P),
        96: Row("imported twice, or killed half-way", "goes on; edited files stay", F),
        97: Row("private posts and personal data", "not published", E),
    },
    "Comments": {
        98: Row("the comment server is down or slow", "the article is whole", B),
        99: Row("an address changes", "no comment is lost", E),
        100: Row("a hostile comment", "inert", B),
        101: Row("comments are off", "no script and no request", E),
        102: Row("imported comments that do not fit", "mended, sanitised, counted", P),
        103: Row("the database is damaged or full", "the backup is verified and restored", F),
    },
    "Unicode and names": {
        104: Row("decomposed names", "one composed address; links in either form", P),
        105: Row("spellings of Arabic names", "one name, or two that are told apart", P),
        106: Row("direction overrides", "E-BIDI in the header, isolated elsewhere", P),
        107: Row("slugs of look-alike letters", "W-CONFUSE", P),
        108: Row("names that are too long", "E-LONG; from a title: cut, with a stable hash", P),
        109: Row("names that some system refuses", "E-NAME everywhere", P),
        110: Row("addresses as they are written", "the same bytes everywhere, and back", P),
    },
    "Supply and trust": {
        111: Row("a package was altered", "not installed", E),
        112: Row("versions with known faults", "refused", E),
        113: Row("no network during a build", "the same bytes", E),
        114: Row("a hostile project is built", "no code of it runs, nothing outside is read", P),
        115: Row("a hostile layout", "reads and writes nothing outside, starts nothing", P),
        116: Row("signs that a terminal would obey", "shown, not sent", P),
    },
}

ROWS: dict[int, Row] = {number: row for rows in SECTIONS.values() for number, row in rows.items()}
