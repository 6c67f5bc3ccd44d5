"""A cluster: the same bytes from workers that share nothing with us but the program."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from distributed.cfexecutor import ClientExecutor

from generator import cli, cluster
from generator.build import build
from generator.diagnostics import Diagnostic, Failed
from generator.engine.workers import Job, Workers
from generator.request import Request
from tests.engine import toys
from tests.project import CHECKOUT, differences, tree
from tests.sites.publication import DEMO_NOW, Demo
from tests.sites.publication import demo as demo

NOTHING_OF = """
import os, sys
forbidden = os.environ["TAHLIL_TEST_FORBIDDEN"]
def watch(event, arguments):
    if any(isinstance(a, (str, os.PathLike)) and forbidden in str(a) for a in arguments):
        raise PermissionError(f"{event} {arguments}")
sys.addaudithook(watch)
"""
"""Loaded by each worker: whatever it might open, list or change in a folder is refused it."""


@dataclass
class Cluster:
    """A scheduler and its workers, as processes of this machine, with a folder of their own."""

    folder: Path
    forbidden: Path
    address: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str, program: Path = CHECKOUT) -> subprocess.Popen[bytes]:
        """A process of Dask. One that dies of its work is not given more of it, nor waited for."""
        environment = os.environ | {
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
            "TAHLIL_TEST_FORBIDDEN": str(self.forbidden),
            "PYTHONPATH": f"{program}{os.pathsep}{CHECKOUT}",
        }
        log = (self.folder / "log").open("ab")
        command = [sys.executable, "-P", "-m", "dask", *arguments]
        process = subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=log, stderr=log
        )
        log.close()
        self.processes.append(process)
        return process

    def start_worker(self, program: Path = CHECKOUT) -> subprocess.Popen[bytes]:
        """One that its nanny starts again when it dies."""
        preload = self.folder / "preload.py"
        preload.write_text(NOTHING_OF)
        options = ("--nthreads", "2", "--no-dashboard", "--preload", str(preload))
        place = ("--local-directory", str(self.folder))
        return self.start("worker", f"tcp://{self.address}", *options, *place, program=program)

    def wait_for(self, count: int) -> None:
        with self.client() as client:
            deadline = time.monotonic() + 60
            while len(client.nthreads()) != count:
                assert time.monotonic() < deadline, (self.folder / "log").read_text()
                time.sleep(0.05)

    @contextlib.contextmanager
    def client(self) -> Iterator[Any]:
        client = cluster._client(self.address)
        try:
            yield client
        finally:
            client.close()

    def workers(self) -> Workers:
        return Workers(elsewhere=functools.partial(cluster.join, self.address))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(30)


@contextlib.contextmanager
def _running(folder: Path, workers: int) -> Iterator[Cluster]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    running = Cluster(folder, folder / "project", address)
    host, _, port = address.partition(":")
    try:
        running.start("scheduler", "--host", host, "--port", port, "--no-dashboard")
        for _ in range(workers):
            running.start_worker()
        running.wait_for(workers)
        yield running
    finally:
        for process in reversed(running.processes):
            _end(process)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, to whom the project that is built is closed."""
    with _running(tmp_path_factory.mktemp("pair"), 2) as running:
        yield running


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler without workers."""
    with _running(tmp_path_factory.mktemp("empty"), 0) as running:
        yield running


@pytest.fixture
def request_(pair: Cluster) -> Iterator[Request]:
    """The demo, where no worker may look."""
    root = pair.forbidden
    for name in ("content", "layouts", "assets"):
        shutil.copytree(CHECKOUT / name, root / name)
    shutil.copy(CHECKOUT / "site.yaml", root)
    yield Request(project=root, output=root / "public", now=DEMO_NOW)
    shutil.rmtree(root)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """All that goes to the cluster."""
    found: list[bytes] = []
    submit = ClientExecutor.submit

    def seen(self: ClientExecutor, call: object, program: str, data: bytes) -> object:
        found.append(data)
        return submit(self, call, program, data)

    monkeypatch.setattr(ClientExecutor, "submit", seen)
    return found


def _jobs(make: Any, count: int = 30) -> list[Any]:
    return [functools.partial(Job, make, number, None, f"toy-{number}") for number in range(count)]


def _faults(address: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(Failed) as failed:
        cluster.join(address)
    return failed.value.diagnostics


# -- the same bytes --------------------------------------------------------------------------------


def test_two_workers_make_the_bytes_that_one_machine_makes(
    pair: Cluster, request_: Request, demo: Demo, sent: list[bytes]
) -> None:
    with pair.workers() as workers:
        report = build(request_, workers=workers)
    assert differences(tree(request_.output), tree(demo.output)) == []
    assert len(report.made) == len(demo.report.made)
    assert len(sent) >= len(report.made) / 32


def test_nothing_that_goes_out_names_a_place_of_this_machine(
    pair: Cluster, request_: Request, sent: list[bytes]
) -> None:
    """Nor does it ask for one: `NOTHING_OF` would have stopped it."""
    with pair.workers() as workers:
        build(request_, workers=workers)
    assert sent
    places = [str(place).encode() for place in (request_.project, CHECKOUT)]
    assert [data for data in sent if any(place in data for place in places)] == []


def test_that_place_is_closed_to_workers(pair: Cluster, request_: Request) -> None:
    """Else the others prove nothing."""
    with pair.client() as client:
        answers = client.run(Path(request_.project / "site.yaml").read_text, on_error="return")
    assert [type(answer) for answer in answers.values()] == [PermissionError] * 2


def test_a_build_that_moves_nothing_needs_no_cluster(
    pair: Cluster, request_: Request, sent: list[bytes]
) -> None:
    build(request_)
    with Workers(elsewhere=functools.partial(cluster.join, "127.0.0.1:9")) as workers:
        assert build(request_, workers=workers).made == ()


@dataclass
class Killer:
    """Progress that, when pages are being made, kills the process of one worker."""

    pair: Cluster
    phases: list[str] = field(default_factory=list)
    killed: int = 0

    def phase(self, name: str, total: int) -> None:
        self.phases.append(name)

    def advance(self, steps: int) -> None:
        if self.phases[-1] == "make" and not self.killed:
            with self.pair.client() as client:
                self.killed = min(client.run(os.getpid).values())
            os.kill(self.killed, signal.SIGKILL)


@pytest.mark.fault(48)
def test_a_worker_that_is_killed_half_way_leaves_no_mark(
    pair: Cluster, request_: Request, demo: Demo
) -> None:
    killer = Killer(pair)
    with pair.workers() as workers:
        build(request_, killer, workers)
    assert killer.killed
    assert differences(tree(request_.output), tree(demo.output)) == []
    pair.wait_for(2)


# -- the engine's promises -------------------------------------------------------------------------


def test_outcomes_are_those_of_one_machine(pair: Cluster) -> None:
    """In order, with the faults, and measured where they came about."""
    with pair.workers() as workers:
        doubled = list(workers.run(_jobs(toys.double)))
        failed = list(workers.run(_jobs(toys.fail)))
        processes = {outcome.result for outcome in workers.run(_jobs(toys.echo_process, 200))}
    assert [outcome.result for outcome in doubled] == [2 * number for number in range(30)]
    assert [o.faults for o in failed] == [o.faults for o in Workers(1).run(_jobs(toys.fail))]
    assert len(processes) == 2
    assert os.getpid() not in processes
    assert all(outcome.seconds > 0 for outcome in doubled)


def test_results_are_finished_here(pair: Cluster) -> None:
    def job(number: int) -> Job:
        return Job(toys.double, number, None, finish=lambda result: (os.getpid(), result))

    with pair.workers() as workers:
        outcomes = list(workers.run([functools.partial(job, number) for number in range(30)]))
    assert [outcome.result for outcome in outcomes] == [(os.getpid(), 2 * n) for n in range(30)]


def test_a_mistake_of_ours_is_not_swallowed(pair: Cluster) -> None:
    with pair.workers() as workers, pytest.raises(ZeroDivisionError):
        list(workers.run(_jobs(toys.stumble)))


@pytest.mark.fault(48)
def test_a_job_that_always_kills_is_named(pair: Cluster) -> None:
    """Row 48, in a cluster: everything else is done."""
    with pair.workers() as workers:
        outcomes = list(workers.run(_jobs(toys.die)))
    assert [n for n, outcome in enumerate(outcomes) if outcome.faults] == [7]
    assert outcomes[7].faults[0].code == "E-WORKER"
    pair.wait_for(2)


def test_work_of_another_program_is_not_begun() -> None:
    """A worker may come after the others were asked for their program."""
    with pytest.raises(BrokenExecutor):
        cluster._called("another", b"")


# -- what can be wrong with a cluster --------------------------------------------------------------


def test_another_program_is_refused(pair: Cluster, tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "generator", tmp_path / "generator", ignore=ignored)
    with (tmp_path / "generator/arabic/letters.py").open("a") as file:
        file.write("# mended\n")
    worker = pair.start_worker(program=tmp_path)
    pair.wait_for(3)
    try:
        (fault,) = _faults(pair.address)
    finally:
        _end(worker)
        pair.wait_for(2)
    assert (fault.code, fault.path) == ("E-CLUSTER", f"dask://{pair.address}")
    assert fault.text.en.startswith("tcp://127.0.0.1:")
    assert "another tahlil" in fault.text.en


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    (fault,) = _faults("127.0.0.1:9")
    assert (fault.code, fault.path) == ("E-CLUSTER", "dask://127.0.0.1:9")
    assert "No scheduler" in fault.text.en


def test_who_does_not_speak_like_a_scheduler_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor the one that says nothing at all."""
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        (fault,) = _faults(f"127.0.0.1:{mute.getsockname()[1]}")
    assert "No scheduler" in fault.text.en


def test_a_cluster_without_workers_is_not_waited_for(
    empty: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    (fault,) = _faults(empty.address)
    assert "no workers" in fault.text.en
    with empty.client() as client:  # nor is one whose workers went
        answer = cluster.Cluster(client).submit(toys.double, 1, None)
        with pytest.raises(BrokenExecutor):
            answer.result(20)


def test_dask_is_asked_for_by_name(
    request_: Request, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where the extra is not installed; nothing is published."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert _built(request_, "dask://127.0.0.1:9") == 3
    said = capfd.readouterr().err
    assert "E-CLUSTER" in said
    assert "pip install 'tahlil[cluster]'" in said
    assert not request_.output.exists()


@pytest.mark.parametrize("name", ["tcp://h:1", "dask://h", "dask://:1", "dask://h:1/x", "h:1"])
def test_an_executor_is_named_in_one_form(
    request_: Request, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    assert _built(request_, name) == 2
    assert "dask://HOST:PORT" in capfd.readouterr().err


def _built(request: Request, executor: str) -> int:
    """The exit code of the command."""
    place = ["--project", str(request.project), "--now", request.now.isoformat()]
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", "--executor", executor, *place])
    return int(ended.value.code or 0)
