"""Deploy targets in site.yaml: `name: {folder | git | host, …}`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from generator.config import DeployTarget
from generator.diagnostics import Span
from generator.schema import (
    FLAG,
    NAME,
    URL,
    Field,
    Reader,
    Table,
    json_schema,
    read_name,
    read_record,
    wrong_type,
)
from generator.settings.faults import (
    BAD_BRANCH,
    BAD_GIT,
    BAD_HOST,
    ONE_PLACE,
    PLAIN_FTP,
    SECRET,
    TOKEN,
)
from generator.settings.parts import report_twin, shape_by_name
from generator.settings.readers import Settings
from generator.yamltext import Mapping, Node, Scalar

_SCHEMES = ("sftp", "ftpes", "ftps", "ftp", "s3")
"""FTP as FileZilla writes it: ftpes asks for TLS by AUTH (RFC 4217), ftps begins with it."""


def _read_address(node: Node, reading: Settings) -> str | None:
    """A text that may be an address with a user in it, and never with a password."""
    text = read_name(node, reading)
    if text is not None and re.match(r"\w[\w+.-]*://[^/@]*:[^/]*@", text):
        reading.report(SECRET, node.span)
        return None
    return text


_GIT_SCHEMES = ("https", "http", "ssh", "git", "file")
_OPTION = re.compile(r"([\w+.-]+://)?([^/@]*@)?-")
"""What a program that is called would take for an option: the whole of it, or the host."""


def _read_git(node: Node, reading: Settings) -> str | None:
    """The address of a repository. `ext::` and its kin run commands, so git is not given them."""
    text = _read_address(node, reading)
    if text is None:
        return None
    if re.match(r"(?i)https?://[^/]*@", text):  # hosts take a token for a name
        reading.report(TOKEN, node.span)
        return None
    scheme = re.match(r"([\w+.-]+):(?=:|//)(:?)", text)
    is_odd = scheme and (scheme[2] or scheme[1] not in _GIT_SCHEMES)
    if is_odd or _OPTION.match(text):
        reading.report(BAD_GIT, node.span, value=text)
        return None
    return text


_NO_BRANCH = re.compile(
    r"^-|^HEAD$|(^|/)\.|\.lock(/|$)|\.\.|@\{|//|^/|[/.]$|[\x00-\x20\x7f~^:?*\[\\]"
)
"""As `git check-ref-format --branch` judges."""


def _read_branch(node: Node, reading: Settings) -> str | None:
    text = read_name(node, reading)
    if text is not None and _NO_BRANCH.search(text):
        reading.report(BAD_BRANCH, node.span, value=text)
        return None
    return text


def _read_host(node: Node, reading: Settings) -> str | None:
    text = _read_address(node, reading)
    if text is None or re.fullmatch(r"rclone:[\w][\w .+@-]*:.*", text):
        return text
    try:
        parts = urlsplit(text)
        is_named = re.fullmatch(r"[\w:][\w.:%-]*", parts.hostname or "")
        is_host = parts.scheme in _SCHEMES and bool(is_named) and parts.port != 0
    except ValueError:
        is_host = False
    if not is_host or re.search(r"[\s?#]", text):
        reading.report(BAD_HOST, node.span, value=text)
        return None
    return text


# fmt: off
TARGET_FIELDS = Table((
    Field("folder", "المجلد", NAME,
          ar="مجلد على هذا الجهاز، فيه مجلد لكل إصدار ورابط current إلى آخرها",
          en="A folder on this machine: one folder for each release, and a link, current"),
    Field("git", "المستودع", Reader(_read_git, {"type": "string"}),
          ar="عنوان مستودع git، مثل git@github.com:name/site.git", en="A git repository"),
    Field("branch", "الفرع", Reader(_read_branch, NAME.shape),
          ar="الفرع الذي تُنشر منه الصفحات، gh-pages إن لم يُذكر",
          en="The branch that the pages are served from"),
    Field("host", "المضيف", Reader(_read_host, {"type": "string"}),
          ar="sftp:// أو ftpes:// أو ftps:// أو s3:// أو rclone:اسم:مسار",
          en="sftp://, ftpes://, ftps://, s3:// or rclone:name:path"),
    Field("endpoint", "عنوان الخدمة", URL,
          ar="عنوان خدمة S3 إن لم تكن أمازون", en="Address of an S3 service other than Amazon's"),
    Field("plain_ftp", "", FLAG,
          ar="اقبل FTP بلا تشفير", en="Accept FTP without encryption"),
))
# fmt: on


def read_deploy(node: Node, reading: Settings) -> tuple[DeployTarget, ...] | None:
    """Targets by name, in the order in which they stand."""
    if not isinstance(node, Mapping):
        wrong_type(node, reading, "وجهات بأسمائها", "targets by their names")
        return None
    before = len(reading.found)
    targets = [_target(key, value, reading) for key, value in node.entries]
    first: dict[str, Span] = {}
    for key, _ in node.entries:
        report_twin(key.text, key.span, first, reading)
    return tuple(filter(None, targets)) if len(reading.found) == before else None


def _target(key: Scalar, node: Node, reading: Settings) -> DeployTarget | None:
    name = read_name(key, reading)
    if not isinstance(node, Mapping):
        reading.report(ONE_PLACE, node.span, name=key.text)
        return None
    before = len(reading.found)
    values = read_record(TARGET_FIELDS, node, reading).values
    if name is None or len(reading.found) > before:
        return None
    if sum(place in values for place in ("folder", "git", "host")) != 1:
        reading.report(ONE_PLACE, node.span, name=key.text)
        return None
    target = DeployTarget(name, **values)
    if target.host.startswith("ftp://") and not target.plain_ftp:
        reading.report(PLAIN_FTP, node.span)
        return None
    return target


DEPLOY = Reader(read_deploy, shape_by_name(json_schema(TARGET_FIELDS)))
