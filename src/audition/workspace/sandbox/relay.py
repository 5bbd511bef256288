"""Runs inside a program's sandbox, by itself: takes connections to a port of its loopback to the gateway's socket.

Called as `python -I -S relay.py SOCKET PORT PROGRAM…`. It becomes the program; a child of its carries what passes.
"""

import contextlib
import os
import signal
import socket
import sys
import threading
import time

CHUNK = 65536


def carry(source: socket.socket, sink: socket.socket) -> None:
    """Pass on all that comes until one end is closed."""
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            sink.sendall(data)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def serve(listening: socket.socket, path: str) -> None:
    """Carry every connection, each both ways."""
    while True:
        near, _ = listening.accept()
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(path)
        except OSError:
            near.close()
            continue
        for ends in ((near, far), (far, near)):
            threading.Thread(target=carry, args=ends, daemon=True).start()


def end_with(path: str) -> None:
    """End all that runs in the sandbox once nobody answers at the gateway's socket.

    Bubblewrap sees to that itself, unless the run was killed in the moment in which it set the sandbox up.
    """
    with contextlib.suppress(OSError):
        while True:
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(path)
                line.recv(1)  # nothing is ever said: it ends with the gateway, or to be taken up again
            time.sleep(0.1)
    with contextlib.suppress(OSError):
        os.kill(-1, signal.SIGKILL)
    os._exit(0)


def main(path: str, port: str, *program: str) -> None:
    """Listen first, so that the program finds the port open."""
    listening = socket.create_server(("127.0.0.1", int(port)), backlog=64)
    if os.fork() == 0:
        silent = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(silent, descriptor)
        threading.Thread(target=end_with, args=(path,), daemon=True).start()
        serve(listening, path)
    listening.close()
    try:
        os.execvp(program[0], program)  # noqa: S606  # what the suite names is run as it is written
    except OSError as error:
        sys.stderr.write(f"{program[0]}: {error.strerror}\n")
        sys.exit(127)


if __name__ == "__main__":
    main(*sys.argv[1:])
