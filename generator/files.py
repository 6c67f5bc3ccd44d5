"""The only door to the disk.

Everything that the generator reads or writes passes here, so that a test can make any single
operation fail, and so that three promises live in one place: a file is never written in place,
never written through a link, and a name that is taken by a link is never followed out of the
project.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

import msgspec

from generator.diagnostics import Diagnostic, Exit, Failed, Fault
from generator.keys import Digest, digest_bytes

UNREADABLE = Fault(
    code="E-IO",
    ar="تعذّرت قراءة الملف: {reason}.",
    en="This file cannot be read: {reason}.",
    hint_ar="تأكد من أنه ملف عادي ومن أن لك حق قراءته، أو انقله خارج المجلد.",
    hint_en="Make sure that it is an ordinary file that you may read, or move it elsewhere.",
)
LINKED_OUT = Fault(
    code="E-LINKOUT",
    ar="هذا رابط رمزي، والروابط الرمزية لا تُتبع.",
    en="This is a symbolic link, and links are not followed.",
    hint_ar="ضع الملف نفسه هنا بدل الرابط.",
    hint_en="Put the file itself here instead of the link.",
)
DISK = Fault(
    code="E-DISK",
    ar="تعذّرت الكتابة على القرص: {reason}.",
    en="Writing to disk failed: {reason}.",
    hint_ar="أفسح مكاناً أو صحّح الصلاحيات، ثم أعد الأمر نفسه؛ الموقع المنشور لم يتغير.",
    hint_en="Free some room or mend the rights, then run the same command again; "
    "the published site is as it was.",
    exit_code=Exit.ENVIRONMENT,
)

NO_ROOM = Fault(
    code="E-DISK",
    ar="لا يتسع القرص: يحتاج البناء إلى نحو {need} ميغابايت، والباقي {free} ميغابايت.",
    en="There is not enough room: this needs about {need} MB, and {free} MB are left.",
    hint_ar="أفسح مكاناً ثم أعد الأمر نفسه؛ الموقع المنشور لم يتغير.",
    hint_en="Free some room, then run the same command again; the published site is as it was.",
    exit_code=Exit.ENVIRONMENT,
)

IGNORED_SUFFIXES = ("~", ".swp", ".swx", ".tmp", ".bak", ".orig", ".part")
"""What editors leave behind for a moment; never content."""


class Stamp(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What `stat` says of a file: a cheap sign that its bytes may have changed."""

    size: int
    modified_ns: int
    changed_ns: int
    inode: int


class Surveyed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One ordinary file of a tree: `path` is relative to the project, with `/`. The digest was
    computed when the file had this stamp, at `seen_ns` on this clock."""

    path: str
    digest: Digest
    stamp: Stamp
    seen_ns: int


class Survey(msgspec.Struct, frozen=True):
    """The ordinary files under a folder, sorted by path, and what could not be read."""

    files: tuple[Surveyed, ...]
    findings: tuple[Diagnostic, ...]

    def digests(self) -> dict[str, Digest]:
        return {file.path: file.digest for file in self.files}


_RACY_NS = 2_000_000_000
"""A file whose time is this close to when it was last looked at may have changed again within one
tick of its file system's clock (2 s on FAT), so its stamp proves nothing."""


def stamp_of(status: os.stat_result) -> Stamp:
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def survey(project: Path, folder: str, known: Mapping[str, Surveyed]) -> Survey:
    """Every ordinary file under `project/folder` with the digest of its bytes.

    A file whose stamp is `known` and not racy is not read again; what is known of it is given back
    as it is. Hidden files and what editors leave behind are passed over; links, FIFOs, sockets and
    unreadable files are findings.
    """
    files: list[Surveyed] = []
    findings: list[Diagnostic] = []
    seen_ns = clock_ns()
    for path, entry in _walk(project, folder, findings):
        try:
            files.append(_look(path, entry, known.get(path), seen_ns))
        except OSError as error:
            findings.append(UNREADABLE.at(path, reason=_reason(error)))
    files.sort(key=lambda file: file.path)
    findings.sort(key=lambda finding: finding.path)
    return Survey(tuple(files), tuple(findings))


def survey_one(project: Path, path: str, known: Mapping[str, Surveyed]) -> Surveyed | None:
    """The same of one file, wherever it is, its link followed: a database that another program
    writes, say. None when there is none; what is wrong with it, who opens it will find."""
    seen_ns = clock_ns()
    try:
        place = (project / path).resolve(strict=True)
        stamp = stamp_at(place)
        old = known.get(path)
        if stamp is None or (old is not None and old.stamp == stamp and not is_racy(old)):
            return old if stamp else None
        return Surveyed(path, digest_bytes(read(place)), stamp, seen_ns)
    except OSError:
        return None


def _walk(
    project: Path, folder: str, findings: list[Diagnostic]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The ordinary files under a folder, in no order. Kinds come with the names: only a file is
    asked for its status, once."""
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            with os.scandir(project / here) as listing:
                entries = list(listing)
        except FileNotFoundError:
            continue
        except OSError as error:
            findings.append(UNREADABLE.at(here, reason=_reason(error)))
            continue
        for entry in entries:
            if _is_passed_over(entry.name):
                continue
            path = f"{here}/{entry.name}"
            if not _is_text(path):
                findings.append(_fault_of_name(path))
            elif entry.is_file(follow_symlinks=False):
                yield path, entry
            elif not entry.is_dir(follow_symlinks=False):
                findings.append(_fault_of_kind(path, entry))
            else:
                pending.append(path)


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name.endswith(IGNORED_SUFFIXES) or name == "__pycache__"


def _is_text(path: str) -> bool:
    """Whether a name is Unicode; one that is not comes from Python with lone surrogates in it."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _fault_of_name(path: str) -> Diagnostic:
    shown = os.fsencode(path).decode("utf-8", "replace")
    return UNREADABLE.at(shown, reason="its name is not UTF-8")


def _fault_of_kind(path: str, entry: os.DirEntry[str]) -> Diagnostic:
    """What keeps an entry of a folder that is neither file nor folder from being a source."""
    if entry.is_symlink():
        return LINKED_OUT.at(path)
    return UNREADABLE.at(path, reason="not an ordinary file")


def _look(path: str, entry: os.DirEntry[str], known: Surveyed | None, seen_ns: int) -> Surveyed:
    stamp = stamp_of(entry.stat(follow_symlinks=False))
    if known is not None and known.stamp == stamp and not is_racy(known):
        return known
    return Surveyed(path, digest_bytes(read(Path(entry.path))), stamp, seen_ns)


def is_racy(known: Surveyed) -> bool:
    """Whether the file may have changed again without a trace just after it was looked at."""
    stamp, surely = known.stamp, known.seen_ns - _RACY_NS
    return stamp.modified_ns > surely or stamp.changed_ns > surely


def clock_ns() -> int:
    """The time of the machine, for stamps only; no output depends on it."""
    return time.time_ns()


def read(path: Path) -> bytes:
    """The bytes of an ordinary file. Never follows a link, never waits on a FIFO."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not an ordinary file", str(path))
        return file.read()


def stamp_at(path: Path | str) -> Stamp | None:
    """The stamp of an ordinary file; None when there is none (a link is none)."""
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stamp_of(status) if stat.S_ISREG(status.st_mode) else None


def exists(path: Path | str) -> bool:
    """Whether the name is taken, by anything at all, a dangling link included."""
    return os.path.lexists(path)


def is_folder(path: Path | str) -> bool:
    """Whether there is a folder, not a link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def links_in(folder: Path | str) -> frozenset[str]:
    """The names of the links in a folder; none where there is no folder. Kinds come with the
    names, so that this asks for no file's status: a fifth of the price of looking at each."""
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries if entry.is_symlink())
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def names_in(folder: Path) -> list[str]:
    """What lies in a folder."""
    return os.listdir(folder)  # noqa: PTH208


def names_under(folder: Path | str) -> Iterator[str]:
    """Everything below a folder, folders included, relative to it, with `/`, in order: a folder,
    then what is in it. Follows no links, and leaves out what nobody may look into."""
    waiting = [("", entry) for entry in _entries(folder)]
    while waiting:
        above, entry = waiting.pop()
        yield above + entry.name
        if entry.is_dir(follow_symlinks=False):
            waiting += ((f"{above}{entry.name}/", below) for below in _entries(entry.path))


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    """What lies in a folder, the last first; nothing where nobody may look."""
    with (
        contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError),
        os.scandir(folder) as found,
    ):
        return sorted(found, key=lambda entry: entry.name, reverse=True)
    return []


def make_folder(path: Path | str) -> None:
    try:  # a Path for each of thousands of folders, and a look at each parent, would cost as much
        os.mkdir(path)  # noqa: PTH102
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103
    except FileExistsError:
        if not os.path.isdir(path):  # noqa: PTH112
            raise


def make_private_folder(path: Path) -> None:
    """A folder that only its owner may look into: with it, all that is made in it."""
    path.mkdir(0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def make_private(path: Path) -> None:
    """Let nobody but its owner read a file."""
    path.chmod(0o600)


def open_new(path: Path | str, data: bytes | Iterable[bytes]) -> None:
    """Create a file that must not exist yet, and write it, whole or part by part."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o644)
    try:
        for part in (data,) if isinstance(data, bytes) else data:
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def replace(source: Path | str, target: Path | str) -> None:
    """Move a file over another in one step; a link at `target` is replaced, not followed."""
    os.replace(source, target)  # noqa: PTH105 - as above


def link(source: Path, target: Path) -> None:
    """Give a file another name on the same disk; both names mean the same bytes."""
    os.link(source, target, follow_symlinks=False)


def point(link: Path, target: str) -> None:
    """Make a symbolic link, or lead one elsewhere, in one step."""
    draft = link.with_name(f".{link.name}.{os.getpid()}.new")
    remove(draft)
    draft.symlink_to(target, target_is_directory=True)
    replace(draft, link)


def pointed(link: Path) -> str | None:
    """Where a symbolic link leads; None when there is none."""
    return os.readlink(link) if link.is_symlink() else None  # noqa: PTH115 - the text, as it is


def remove(path: Path | str) -> None:
    """Remove a file or link; one that is gone already, with its folder or without, is no fault."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(path)  # noqa: PTH108 - as above


def remove_folder(path: Path) -> None:
    """Remove a folder of our own with everything in it."""
    shutil.rmtree(path, ignore_errors=True)


def remove_empty_folders(folder: Path, below: Path) -> None:
    """Remove `folder` and its parents while they are empty, never `below` itself."""
    while folder != below and below in folder.parents:
        try:
            folder.rmdir()
        except FileNotFoundError:
            pass  # an earlier run came this far
        except OSError:
            return
        folder = folder.parent


def write_atomically(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file whole: a reader sees the old bytes or the new ones."""
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    remove(draft)
    try:
        open_new(draft, data)
        replace(draft, path)
    except BaseException:
        with contextlib.suppress(OSError):
            remove(draft)
        raise


def write_new(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Create files that must not exist yet, by their paths below a folder: all of them, or none."""
    made: list[Path] = []
    try:
        for path, data in contents.items():
            make_folder((folder / path).parent)
            _create(folder / path, data)
            made.append(folder / path)
    except OSError:
        for place in made:
            remove(place)
        for path in contents:
            remove_empty_folders((folder / path).parent, folder)
        raise


def _create(path: Path, data: bytes) -> None:
    """Create a file whole, or not at all; one of somebody else's that is there stays."""
    try:
        open_new(path, data)
    except FileExistsError:
        raise
    except OSError:
        remove(path)
        raise


def sync(folder: Path) -> None:
    """Hand everything written so far on the file system of `folder` to the disk, in one call."""
    import ctypes  # few runs write anything

    libc = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    if libc is None or not hasattr(libc, "syncfs"):
        getattr(os, "sync", lambda: None)()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if libc.syncfs(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(folder))
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def writing(path: str) -> Iterator[None]:
    """Turns a refused write into the diagnostic E-DISK on `path`."""
    try:
        yield
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else path
        raise Failed([DISK.at(place, reason=_reason(error))]) from error


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def set_aside(path: Path) -> None:
    """Keep a damaged file (or a folder in its place) as `*.bad`, so that its name is free."""
    bad = path.with_name(f"{path.name}.bad")
    if bad.is_dir() and not bad.is_symlink():
        remove_folder(bad)
    else:
        remove(bad)
    if exists(path):
        replace(path, bad)


def open_lock(path: Path) -> IO[str]:
    """A file to lock, made when missing, its contents kept. A link is refused: what holds the lock
    signs the file."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, 0o644), "r+", encoding="utf-8")


class NoLocks(Exception):
    """The file system knows no locks, as some drives of other machines."""


if sys.platform == "win32":
    import msvcrt

    def try_lock(file: IO[str]) -> bool:
        """Lock a file unless another process holds it. The kernel frees it when we die. Raises
        NoLocks."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def unlock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def try_lock(file: IO[str]) -> bool:
        """Lock a file unless another process holds it. The kernel frees it when we die. Raises
        NoLocks."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise NoLocks from error
        return True

    def unlock(file: IO[str]) -> None:
        """Let others in."""
        fcntl.flock(file, fcntl.LOCK_UN)


def require_room(folder: Path, need: int) -> None:
    """Raises Failed with E-DISK when so many bytes do not fit beside a folder, which may not exist
    yet. Quotas do not show here; a write that they refuse is told when it is."""
    try:
        free = shutil.disk_usage(_existing(folder)).free
    except OSError:
        return
    if need > free:
        shown = {"need": -(-need // 1_000_000), "free": free // 1_000_000}
        raise Failed([NO_ROOM.at(folder.name, **shown)])


def is_running(pid: int) -> bool:
    """Whether this machine has a process of that number."""
    if os.name != "posix":
        return True  # nobody can tell without asking for more rights
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def can_write(folder: Path) -> bool:
    """Whether files can be made in a folder, which may not exist yet."""
    place = _existing(folder)
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK)


def same_device(one: Path, other: Path) -> bool:
    """Whether a file can be renamed from one folder to the other; either may not exist yet."""
    return _existing(one).stat().st_dev == _existing(other).stat().st_dev


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path
