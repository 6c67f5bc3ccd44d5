"""A cluster of Dask: the processes of other machines as one more `concurrent.futures.Executor`.

Nothing is shared but the program. What goes out and comes back are values, by way of the scheduler,
so no worker needs to reach this machine, or its disk. Results are remembered and published as if
they were made here, so every worker must have our program and our libraries. What a cluster cannot
do any more is a BrokenExecutor; it is joined anew then, and that is where it is said what is wrong.

A scheduler takes work from whoever reaches it, and what it sends back is unpickled here: it belongs
on a private network.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import pickle
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import TYPE_CHECKING, Any, TypeVar

from generator import keys, recipes
from generator.diagnostics import Exit, Failed, Fault
from generator.engine.recipe import Recipe
from generator.keys import Digest

if TYPE_CHECKING:
    from distributed import Client

NOT_INSTALLED = Fault(
    code="E-CLUSTER",
    ar="لا يعمل --executor من دون حزمة distributed، وهي غير مثبتة.",
    en="--executor needs the package distributed, which is not installed.",
    hint_ar="ثبّتها: pip install 'tahlil[cluster]'",
    hint_en="Install it: pip install 'tahlil[cluster]'",
    exit_code=Exit.ENVIRONMENT,
)
UNREACHABLE = Fault(
    code="E-CLUSTER",
    ar="لا جواب من مجدول Dask على هذا العنوان.",
    en="No scheduler of Dask answers at this address.",
    hint_ar="شغّله بالأمر dask scheduler وصحّح المضيف والمنفذ، أو ابنِ من دون --executor.",
    hint_en="Start it with dask scheduler and check host and port, or build without --executor.",
    exit_code=Exit.ENVIRONMENT,
)
NO_WORKERS = Fault(
    code="E-CLUSTER",
    ar="لا عامل عند هذا المجدول منذ {seconds} ثوانٍ أو أكثر.",
    en="This scheduler has had no workers for {seconds} s or more.",
    hint_ar="شغّل العمال بالأمر dask worker HOST:PORT --nthreads 1، أو ابنِ من دون --executor.",
    hint_en="Start some with dask worker HOST:PORT --nthreads 1, or build without --executor.",
    exit_code=Exit.ENVIRONMENT,
)
OTHER = Fault(
    code="E-CLUSTER",
    ar="عند {who} نسخة أخرى من tahlil أو بايثون أو المكتبات، أو لا شيء منها.",
    en="{who} has another tahlil, Python or libraries than this machine, or none.",
    hint_ar="ثبّت النسخة نفسها بمكتباتها على كل جهاز، ثم أعد تشغيل المجدول والعمال.",
    hint_en="Install the same version and libraries everywhere; restart scheduler and workers.",
    exit_code=Exit.ENVIRONMENT,
)

PATIENCE = 10.0
"""Seconds that a scheduler has to answer, and that it may be without workers."""
_LOOK = 1.0
"""Seconds between two looks at whether there are workers."""

_MANNERS = {
    "distributed.admin.large-graph-warning-threshold": "1 GiB",  # a warning that nobody here needs
    "distributed.admin.low-level-log-length": 0,  # else the last thousand batches stay in memory
}

Result = TypeVar("Result")


def join(address: str) -> tuple[Executor, int]:
    """The workers of the scheduler at `HOST:PORT`, and how many they are.

    Raises Failed with E-CLUSTER: Dask is not installed here, no answer, no workers, or another
    program there.
    """
    place = f"dask://{address}"
    with contextlib.ExitStack() as stack:
        try:
            client = _client(address)
            stack.callback(client.close)
            count = _count(client, place)
            _refuse_others(client, place)
        except (OSError, ValueError) as error:  # Dask has both for a connection that breaks
            raise Failed([UNREACHABLE.at(place)]) from error
        stack.pop_all()
    return Cluster(client), count


def _client(address: str) -> Client:
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise Failed([NOT_INSTALLED.at("--executor")]) from error
    # What it has to say, it says to developers; what matters is told in our own words.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    dask.config.set(_MANNERS)
    reach = functools.partial(Client, f"tcp://{address}", timeout=PATIENCE, set_as_default=False)
    with warnings.catch_warnings(action="ignore"):
        return _in_time(reach)


def _in_time(reach: Callable[[], Result]) -> Result:
    """What a call gives that may never come back, as Dask's greeting of who is no scheduler. Raises
    TimeoutError."""
    answer: Future[Result] = Future()

    def work() -> None:
        try:
            answer.set_result(reach())
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            answer.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return answer.result(2 * PATIENCE)


def _count(client: Client, place: str) -> int:
    """How many workers there are: one at least, for which there is some patience."""
    begun = time.monotonic()
    while not (count := len(client.nthreads())):
        if time.monotonic() - begun > PATIENCE:
            raise Failed([NO_WORKERS.at(place, seconds=int(PATIENCE))])
        time.sleep(_LOOK / 10)
    return count


def _refuse_others(client: Client, place: str) -> None:
    """Results of another program would be remembered as ours. The scheduler looks into what it
    hands on, so it must know the program too. Who died a moment ago gives no answer."""
    answers = client.run(program, on_error="return")
    try:
        answers["dask scheduler"] = client.run_on_scheduler(program)
    except Exception as error:  # noqa: BLE001 - whatever a program that is not there is the cause of
        answers["dask scheduler"] = error
    ours = program()
    others = [
        who for who, theirs in answers.items() if theirs != ours and not isinstance(theirs, OSError)
    ]
    if others:
        raise Failed(OTHER.at(place, who=who) for who in others)


@functools.cache
def program() -> Digest:
    """Digest of all that results depend on beside their values: what is in the key of each recipe,
    and how results travel."""
    made = [value for value in vars(recipes).values() if isinstance(value, Recipe)]
    travel = keys.fingerprint(("cluster", "engine"))
    return keys.digest((tuple(recipe.fingerprint for recipe in made), travel))


class Cluster(Executor):
    """Dask's executor, with what Python's promises beside: calls travel whole, and are broken off
    when there is nobody left to do them."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._dask = client.get_executor(pure=False)
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, call: Callable[..., Result], /, *args: Any, **named: Any) -> Future[Result]:
        data = pickle.dumps((call, args, named), pickle.HIGHEST_PROTOCOL)
        answer: Future[Result] = Future()
        done = self._dask.submit(_called, program(), data)
        done.add_done_callback(functools.partial(_hand_on, answer))
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Nobody waits for what is under way, which changes nothing but its own answer."""
        self._over.set()
        with contextlib.suppress(Exception):  # of a scheduler that is gone already
            self._dask.shutdown(wait=False)
            self._client.close()

    def _watch(self) -> None:
        """Dask waits for ever for workers that may come."""
        last = time.monotonic()
        while not self._over.wait(_LOOK):
            if self._client.scheduler_info()["workers"]:
                last = time.monotonic()
            elif time.monotonic() - last > PATIENCE:
                self._dask.shutdown(wait=False)
                return


def _hand_on(answer: Future[Any], done: Future[Any]) -> None:
    """What Dask answered, in Python's terms."""
    from distributed.scheduler import KilledWorker

    try:
        answer.set_result(done.result())
    except (KilledWorker, CancelledError) as error:
        answer.set_exception(BrokenExecutor(str(error)))
    except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
        answer.set_exception(error)


_turn = threading.Lock()


def _called(asked: Digest, data: bytes) -> Any:
    """Do a call, on a worker; one at a time, whatever the number of its threads: the tools of the
    press are shared by all work of a process. Workers may have come after the others were looked
    at."""
    if asked != program():
        raise BrokenExecutor("another program")
    with _turn:
        call, args, named = pickle.loads(data)  # noqa: S301 - from whom the scheduler trusts
        return call(*args, **named)
