"""A server that sends exactly the bytes it is given, and keeps the bytes that it is sent."""

import socket
import threading
from collections.abc import Callable

NOT_FOUND = b"HTTP/1.1 404 Not Here\r\nContent-Length: 4\r\n\r\ngone"

Answer = bytes | Callable[[bytes], bytes]


class RawServer:
    """Answers by the path of the request's line, with bytes or what a function of the request says.

    `log` holds each request and its answer, byte for byte. HTTP/1.0 answers end the connection.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.log: list[tuple[bytes, bytes]] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.url = f"http://{self.address}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
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
                found = self.answers.get(request.split()[1].decode("latin-1"), NOT_FOUND)
                answer = found if isinstance(found, bytes) else found(request)
                self.log.append((request, answer))
                connection.sendall(answer)
                if answer.startswith(b"HTTP/1.0"):
                    return
