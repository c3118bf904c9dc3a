"""Commands run in processes forked from one that has imported the project: a fork server.

`python -m scrapy crawl …` spends a second of CPU on imports, and does its work in a quarter of
that. The tests run it some four hundred times. So one process imports the modules once, and each
command is a fork of it: a process of its own, with its own folder, environment, exit code and
output, that ends as any interpreter ends. What differs from a process begun anew is that modules
are there already; what is imported, and when, shows in processes begun anew: `Project.start`, the
demo, and crawls whose environment names a PYTHONPATH.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from array import array
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

SCRIPT = "from tests.support.fork_server import serve; serve()"


class ForkServer:
    """The process that forks, and the way to ask it. Ends with the process that made it."""

    def __init__(self) -> None:
        self._way, its_end = socket.socketpair()
        root = Path(__file__).parents[2]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("NEWSCRAWLER_")}
        with its_end:
            self._process = subprocess.Popen(
                [sys.executable, "-c", SCRIPT], cwd=root, env=environment,
                stdin=its_end, stdout=subprocess.DEVNULL,
            )  # fmt: skip

    def close(self) -> None:
        """Let it end, and wait for it."""
        self._way.close()
        self._process.wait()

    def run(
        self, *command: str, cwd: Path, env: dict[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """Run a module as `python -m` does, and return its output and exit code."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            code = self._ask(list(command), str(cwd), env, timeout, (out, err))
            return subprocess.CompletedProcess(command, code, _text(out), _text(err))

    def _ask(
        self, command: list[str], cwd: str, env: dict[str, str], timeout: float,
        outputs: tuple[BinaryIO, BinaryIO],
    ) -> int:  # fmt: skip
        request = json.dumps([command, cwd, env]).encode()
        ours, its = socket.socketpair()
        with ours:
            with its:
                descriptors = array("i", [its.fileno(), *(o.fileno() for o in outputs)])
                rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)]
                self._way.sendmsg([len(request).to_bytes(4, "big")], rights)
                self._way.sendall(request)
            ours.settimeout(timeout)
            try:
                return int(ours.recv(16).decode())
            except TimeoutError:
                raise subprocess.TimeoutExpired(command, timeout) from None


def _text(stream: BinaryIO) -> str:
    stream.seek(0)
    return stream.read().decode().replace("\r\n", "\n")


def serve() -> None:
    """Import the project, then fork for each request; in a fork, run what was asked."""
    import gc
    import runpy

    way = socket.socket(fileno=os.dup(0))
    sys.path.remove("")
    _import_all()
    gc.collect()
    gc.freeze()
    while (asked := _receive(way)) is not None:
        request, descriptors = asked
        if os.fork():
            for descriptor in descriptors:
                os.close(descriptor)
            _reap(os.WNOHANG)
            continue
        way.close()
        module, arguments = _become(request, descriptors)
        sys.argv = [module, *arguments]
        # Nothing is below this call but the interpreter, so the process ends as usual.
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return
    _reap()


def _reap(options: int = 0) -> None:
    """Take leave of children that ended, so that their CPU time counts as ours."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def _receive(way: socket.socket) -> tuple[bytes, list[int]] | None:
    head, ancillary, _, _ = way.recvmsg(4, socket.CMSG_SPACE(3 * array("i").itemsize))
    if not head:
        return None
    descriptors = array("i")
    for _, _, data in ancillary:
        descriptors.frombytes(data)
    size, request = int.from_bytes(head, "big"), b""
    while len(request) < size:
        request += way.recv(size - len(request))
    return request, list(descriptors)


def _become(request: bytes, descriptors: list[int]) -> tuple[str, list[str]]:
    """Be the process that was asked for; its parent stays, and tells how it ended."""
    import time

    answer, out, err = descriptors
    command, folder, environment = json.loads(request)
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        os.write(answer, str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    os.close(answer)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.close(out)
    os.close(err)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.path.insert(0, folder)
    return command[0], command[1:]


def _import_all() -> None:
    """Import what commands need; what they run as `__main__` and migrations run by themselves."""
    import pkgutil
    from importlib import import_module

    from scrapy.settings import default_settings

    import newscrawler

    for module in pkgutil.walk_packages(newscrawler.__path__, "newscrawler."):
        if not module.name.endswith(("main", "main__")) and ".migrations." not in module.name:
            import_module(module.name)
    sys.modules.pop("newscrawler.commands.main", None)
    for name, value in vars(default_settings).items():
        if name.endswith("_BASE"):
            for path in [*value, *(v for v in value.values() if isinstance(v, str))]:
                if isinstance(path, str) and path.startswith("scrapy."):
                    import_module(path.rpartition(".")[0])
    import_module("scrapy.cmdline")
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("a reactor is there before the fork; each process needs its own")
