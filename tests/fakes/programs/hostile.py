"""Programs that no trial survives unharmed by itself: `hostile.py MODE [WORD]`."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from clerk import ask

SAID = [{"role": "user", "content": sys.stdin.read()}]


def told(error):
    """What the API said of a call that it did not take."""
    print(error.code, error.read().decode()[:200])


def refused(**more):
    """A call that is not taken."""
    try:
        ask(SAID, **more)
    except urllib.error.HTTPError as error:
        told(error)


def ends_badly():
    """Answers, then breaks."""
    ask(SAID)
    sys.exit("out of ink")


def never_calls():
    """Says that all is well."""
    print("done")


def hangs():
    """Waits for what never comes."""
    ask(SAID)
    time.sleep(600)


def forks():
    """Leaves children that outlive it."""
    ask(SAID)
    for _ in range(20):
        subprocess.Popen(["sleep", *(sys.argv[2:] or ["600"])])


def floods():
    """Prints without end."""
    ask(SAID)
    while True:
        sys.stdout.write("x" * 65536)


def writes_outside():
    """Tries every place but the workspace."""
    ask(SAID)
    for place in ("/usr/x", "/etc/x", "/run/audition/prompt.md", "/program/programs/x", "/x"):
        try:
            Path(place).write_text("x")
            print("wrote", place)
        except OSError as error:
            print(place, error.strerror)


def calls_others():
    """Tries the network and the machine's own loopback."""
    for place in (("1.1.1.1", 443), ("127.0.0.1", int(os.environ.get("ELSEWHERE", "22")))):
        try:
            socket.create_connection(place, timeout=2)
            print("reached", place)
        except OSError as error:
            print(place, error)
    ask(SAID)


def asks_others():
    """Another model than it may, with another key, and what is no message."""
    refused(model="claude-opus-5-5")
    key, os.environ["ANTHROPIC_API_KEY"] = os.environ["ANTHROPIC_API_KEY"], "sk-wrong"
    refused()
    os.environ["ANTHROPIC_API_KEY"] = key
    refused(max_tokens="many")
    ask(SAID)


def asks_without_end():
    """One call after the other, each of them alone."""
    while True:
        ask([{"role": "user", "content": f"again {time.monotonic()}"}])


def shows_its_environment():
    """All that it can see of secrets."""
    ask(SAID)
    print(dict(os.environ))
    print([path.read_bytes() for path in Path("/proc").glob("[0-9]*/environ") if os.access(path, os.R_OK)])


def fills_the_workspace():
    """Writes until it is stopped."""
    ask(SAID)
    number = 0
    while True:
        Path(f"file-{number}").write_bytes(bytes(2**20))
        number += 1


globals()[sys.argv[1]]()
