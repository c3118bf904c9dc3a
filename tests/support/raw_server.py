"""A server that sends exactly the bytes it is given, and keeps the bytes that it is sent."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

NOT_FOUND = b"HTTP/1.1 404 Not Here\r\nContent-Length: 4\r\n\r\ngone"


@dataclass
class Stream:
    """An answer that comes in pieces. `ends`: how; ``close``, ``reset`` or ``never``."""

    pieces: Callable[[], Iterator[bytes]]
    ends: str = "close"


Answer = bytes | Stream | Callable[[bytes], bytes]


class RawServer:
    """Answers by the path of the request's line, with bytes or what a function of the request says.

    `log` holds each request and its answer, byte for byte (of a stream: none). HTTP/1.0 answers
    end the connection.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.fallback: Callable[[str], bytes] = lambda _: NOT_FOUND
        self.log: list[tuple[bytes, bytes]] = []
        self._closed = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.url = f"http://{self.address}"
        threading.Thread(target=self._accept, daemon=True).start()

    def paths(self) -> list[str]:
        return [request.split()[1].decode("latin-1") for request, _ in self.log]

    def close(self) -> None:
        self._closed.set()
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        waiting = b""
        with connection:
            while True:
                while b"\r\n\r\n" not in waiting:
                    more = connection.recv(65536)
                    if not more:
                        return
                    waiting += more
                end = waiting.index(b"\r\n\r\n") + 4
                request, waiting = waiting[:end], waiting[end:]
                path = request.split()[1].decode("latin-1")
                found = self.answers.get(path) or self.fallback(path)
                if isinstance(found, Stream):
                    self.log.append((request, b""))
                    self._stream(connection, found)
                    return
                answer = found if isinstance(found, bytes) else found(request)
                self.log.append((request, answer))
                connection.sendall(answer)
                if answer.startswith(b"HTTP/1.0"):
                    return

    def _stream(self, connection: socket.socket, answer: Stream) -> None:
        try:
            for piece in answer.pieces():
                connection.sendall(piece)
                if self._closed.is_set():
                    return
        except OSError:
            return  # whoever asked has gone
        if answer.ends == "never":
            self._closed.wait()
        elif answer.ends == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
