"""Received files read, and copies of them marked, by worker processes: as many as pay, kept for the next folder, ended with the program.

A worker that dies, hangs or wants too much memory becomes a finding about the file that it read; another
takes its place. Results come in the order of the jobs, whichever is finished first.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from math import inf

from reportgen.edges import codes, reading_cache
from reportgen.edges.books.guard import Limits, size
from reportgen.edges.reading_job import Copy, Job, Task, make_copy, raise_told
from reportgen.edges.reading_worker import LENGTH
from reportgen.model.errors import InputError
from reportgen.model.records import Reading
from reportgen.reading.understand import unreadable

FILES_PER_WORKER = 8
"""Starting a further process costs as much as reading about so many files."""
_LOOK = 0.2  # seconds between two looks at the clock

Progress = Callable[[str], None]


def read_all(task: Task, jobs: Sequence[Job], progress: Progress) -> Iterator[Reading]:
    """Yield the reading of each job, in their order; *progress* is told the file that is waited for."""
    if not jobs:
        return
    shift = _Shift(task, jobs)
    try:
        shift.start()
        for number, job in enumerate(jobs):
            progress(job.name)
            body = shift.wait_for(number)
            yield reading_cache.unpack(body) if body is not None else _lost(job, task.limits)
    finally:
        shift.end()


@contextmanager
def copying(task: Task, jobs: Sequence[Copy], progress: Progress) -> Iterator[Callable[[], None]]:
    """Have marked copies written while the block runs; it gets a function that waits for them all.

    That raises `OSError` where one could not be written. A worker that does not live to tell leaves a copy with the
    list of problems alone, made here. It is the last that workers are wanted for: each ends when no copy is left.
    """
    if not jobs:
        close()
    shift = _Shift(task, jobs, last=True) if jobs else None

    def wait() -> None:
        for number, job in enumerate(jobs):
            progress(job.name)
            body = shift.wait_for(number) if shift else None
            if body is None:
                make_copy(task.plan, job, touch=False)
            else:
                raise_told(body)

    try:
        if shift:
            shift.start()
        yield wait
    finally:
        if shift:
            shift.end()


def processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Windows, nor on macOS
        return os.cpu_count() or 1


def _lost(job: Job, limits: Limits) -> Reading:
    """The reading of a file whose reader did not live to tell of it; it is not kept, so that it is tried again."""
    fault = codes.FILE_READER_LOST.make(memory=size(limits.worker_bytes), seconds=limits.reading_seconds)
    return unreadable(job.name, job.content, (fault,))


class _Worker:
    """One process and what it is doing."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "reportgen.edges.reading_worker"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
        except OSError as error:
            raise InputError("无法启动读表程序，可能被安全软件拦截。请允许运行后重试。") from error
        self._owner = os.getpid()
        self._task: Task | None = None
        self.file = ""  # what it reads at present, "" while it is idle
        self.since = inf  # when it began to; starting the process does not count
        self._ready = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._owner == os.getpid() and self._process.poll() is None

    def ask(self, task: Task, job: Job | Copy) -> bytes | None:
        """Return the answer about one file, None if the process died over it."""
        self.file = job.name
        try:
            self._wait_until_ready()
            self.since = time.monotonic()
            return self._exchange(task, job)
        except OSError:  # the process is gone and the pipe broken
            return None
        finally:
            self.file, self.since = "", inf

    def _wait_until_ready(self) -> None:
        assert self._process.stdout is not None
        if not self._ready:
            self._ready = bool(self._process.stdout.read(LENGTH.size))

    def _exchange(self, task: Task, job: Job | Copy) -> bytes | None:
        assert self._process.stdin is not None and self._process.stdout is not None
        if self._task is not task:
            self._process.stdin.write(pickle.dumps(task))
            self._task = task
        self._process.stdin.write(pickle.dumps(job))
        self._process.stdin.flush()
        head = self._process.stdout.read(LENGTH.size)
        if len(head) < LENGTH.size or (length := LENGTH.unpack(head)[0]) < 0:
            return None
        body = self._process.stdout.read(length)
        return body if len(body) == length else None

    def end(self) -> None:
        """End the process, if this process started it."""
        if self._owner != os.getpid():
            return
        self._process.kill()
        self._process.wait()

    def clear(self) -> None:
        """End the process and close its pipes; nobody may be reading from them."""
        self.end()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # bytes not sent to a process that is gone
                    pipe.close()


class _Shift:
    """The workers busy with one list of jobs: a thread for each takes the next job and puts its answer down."""

    def __init__(self, task: Task, jobs: Sequence[Job | Copy], *, last: bool = False) -> None:
        self._crew = crew = _crew(min(processors(), -(-len(jobs) // FILES_PER_WORKER)))
        self._task, self._jobs, self._last = task, jobs, last
        self._answers: dict[int, bytes | None] = {}
        self._changed = threading.Condition()
        self._next = iter(range(len(jobs)))
        self._over = False
        self._failure: InputError | None = None
        self._threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(len(crew))]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def _work(self, place: int) -> None:
        while (number := self._take()) is not None:
            try:
                body = self._ask(place, self._jobs[number])
            except InputError as error:
                self._failure, body = error, None
            with self._changed:
                self._answers[number] = body
                self._changed.notify_all()
        if self._last:
            self._crew[place].clear()

    def _take(self) -> int | None:
        with self._changed:
            return None if self._over else next(self._next, None)

    def _ask(self, place: int, job: Job | Copy) -> bytes | None:
        body = self._crew[place].ask(self._task, job)
        if body is None and not self._over:
            self._crew[place].clear()
            self._crew[place] = _Worker()
            _workers.append(self._crew[place])
        return body

    def wait_for(self, number: int) -> bytes | None:
        """Return the answer about a job, None if its reader died; readers that take too long are ended."""
        with self._changed:
            while number not in self._answers:
                self._changed.wait(_LOOK)
                self._end_the_slow()
            if self._failure is not None:
                raise self._failure
            return self._answers.pop(number)

    def _end_the_slow(self) -> None:
        limit = self._task.limits.reading_seconds
        for worker in self._crew:
            if time.monotonic() - worker.since > limit:
                worker.end()

    def end(self) -> None:
        """Take no more jobs; workers that are still busy (the user stopped) are ended."""
        with self._changed:
            self._over = True
        for worker in self._crew:
            if worker.file:
                worker.end()
        for thread in self._threads:
            thread.join()


_workers: list[_Worker] = []


def _crew(count: int) -> list[_Worker]:
    """Return so many living workers, those of the last time first."""
    for worker in [w for w in _workers if not w.alive]:
        worker.clear()
        _workers.remove(worker)
    while len(_workers) < count:
        _workers.append(_Worker())
    return _workers[:count]


def workers() -> tuple[_Worker, ...]:
    """Return the workers that there are, idle and busy."""
    return tuple(_workers)


def close() -> None:
    """End all workers."""
    while _workers:
        _workers.pop().clear()


atexit.register(close)
