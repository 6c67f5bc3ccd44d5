"""Moved: addresses that readers have and that would lead nowhere (see `generator.moved` and
`generator.gone`)."""

from __future__ import annotations

from collections.abc import Iterable

from generator import gone, moved
from generator.check.desk import Desk
from generator.diagnostics import Diagnostic
from generator.engine import manifest


def rule(desk: Desk) -> Iterable[Diagnostic]:
    """Against the site as it was last built."""
    run, plan = desk.run, desk.plan
    published = manifest.load(run.request.output) or manifest.Manifest(run.request.edition)
    paths = frozenset(output.path for output in plan.outputs)
    synopses = plan.ground.synopses.values()
    return [
        *moved.findings(run, plan.config.base_url, plan.graph, published, paths),
        *gone.findings(run, plan.graph, synopses, published, paths),
    ]
