"""Deploy: the built site goes to its readers. One file for each kind of target.

What is deployed is what was built and can be looked at: this room builds nothing.
"""

from __future__ import annotations

import getpass
import platform
import time
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from generator.build import Silent
from generator.config import DeployTarget, SiteConfig
from generator.deploy.built import outdated, proven
from generator.deploy.errand import Errand, Receipt, Rolled, Target
from generator.deploy.faults import NEAR_TARGET, NO_TARGET, NO_TARGETS
from generator.deploy.folder import FolderTarget
from generator.deploy.git import GitTarget
from generator.deploy.remote import RemoteTarget
from generator.diagnostics import Diagnostic, Failed
from generator.engine import lock
from generator.request import SETTINGS, Progress, Request
from generator.schema import fold_key, nearest
from generator.settings.site import config_of

TARGETS: tuple[tuple[str, Callable[[], Target]], ...] = (
    ("folder", FolderTarget),
    ("git", GitTarget),
    ("host", RemoteTarget),
)
"""By the key of site.yaml that says where the site goes."""


def deploy(
    request: Request,
    name: str = "",
    progress: Progress | None = None,
    *,
    dry_run: bool = False,
    allow_delete: int = 0,
    adopt: bool = False,
    break_lock: bool = False,
) -> Receipt:
    """Bring the built site to a target, the first one where none is named. Raises Failed."""
    begun = time.perf_counter()
    config = config_of(request.project)
    target = _chosen(config, name)
    since = _now()
    with lock.held(request.cache_folder, since):
        watched = progress or Silent()
        errand = Errand(
            target=target,
            built=proven(request, config.base_url, watched),
            project=request.project,
            cache=request.cache_folder,
            who=f"{_user()}@{platform.node()}",
            since=since,
            progress=watched,
            dry_run=dry_run,
            allow_delete=allow_delete,
            adopt=adopt,
            break_lock=break_lock,
        )
        old = outdated(request)
        receipt = _kind(target).deploy(errand)
    seconds = time.perf_counter() - begun
    return replace(receipt, seconds=seconds, findings=(*old, *receipt.findings))


def rollback(request: Request, name: str = "") -> Rolled:
    """Take a target back to the release before. Raises Failed."""
    target = _chosen(config_of(request.project), name)
    with lock.held(request.cache_folder, _now()):
        return _kind(target).rollback(target, request.project)


def _chosen(config: SiteConfig, name: str) -> DeployTarget:
    for target in config.deploy:
        if not name or fold_key(target.name) == fold_key(name):
            return target
    raise Failed([_no_target([target.name for target in config.deploy], name)])


def _no_target(known: list[str], name: str) -> Diagnostic:
    if not known:
        return NO_TARGETS.at(SETTINGS)
    if near := nearest(name, known):
        return NEAR_TARGET.at(SETTINGS, name=name, near=near)
    return NO_TARGET.at(SETTINGS, name=name, known="، ".join(known))


def _kind(target: DeployTarget) -> Target:
    return next(kind() for key, kind in TARGETS if getattr(target, key))


def _now() -> str:
    """For others to read."""
    return f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without users
        return "?"
