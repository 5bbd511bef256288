"""The system call filter, run here on both processors by a small interpreter of its instructions."""

from __future__ import annotations

import errno
import struct

import pytest

from audition.workspace.sandbox.seccomp import MACHINES, Instruction, Operation, filter_for, instructions_for

ALLOW, KILL = 0x7FFF0000, 0x80000000
AF_VSOCK, AF_NETLINK, AF_PACKET = 40, 16, 17
TIOCSTI, TIOCGWINSZ = 0x5412, 0x5413
CLONE_THREAD_OF_LIBC, CLONE_NEWUSER = 0x3D0F00, 0x10000000

NUMBERS = {
    "read": {"x86_64": 0, "aarch64": 63},
    "execve": {"x86_64": 59, "aarch64": 221},
    "ptrace": {"x86_64": 101, "aarch64": 117},
    "mount": {"x86_64": 165, "aarch64": 40},
    "unshare": {"x86_64": 272, "aarch64": 97},
    "bpf": {"x86_64": 321, "aarch64": 280},
    "keyctl": {"x86_64": 250, "aarch64": 219},
    "io_uring_setup": {"x86_64": 425, "aarch64": 425},
    "clone": {"x86_64": 56, "aarch64": 220},
    "clone3": {"x86_64": 435, "aarch64": 435},
    "ioctl": {"x86_64": 16, "aarch64": 29},
    "socket": {"x86_64": 41, "aarch64": 198},
}


def refused(error: int) -> int:
    """What the kernel is told to answer with."""
    return 0x00050000 | error


def verdict(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the filter returns for one system call, step by step as the kernel runs it."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=IIQ6Q", number, MACHINES[machine].audit_arch if arch is None else arch, 0, *padded)
    program = instructions_for(machine)
    position = loaded = 0
    while True:
        step = program[position]
        position += 1
        match step.operation:
            case Operation.LOAD:
                loaded = struct.unpack_from("=I", data, step.operand)[0]
            case Operation.RETURN:
                return step.operand
            case Operation.IF_EQUAL:
                position += step.if_true if loaded == step.operand else step.if_false
            case Operation.IF_AT_LEAST:
                position += step.if_true if loaded >= step.operand else step.if_false
            case Operation.IF_ANY_BIT:
                position += step.if_true if loaded & step.operand else step.if_false


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("read", (), ALLOW),
        ("execve", (), ALLOW),
        ("ptrace", (), refused(errno.EPERM)),
        ("mount", (), refused(errno.EPERM)),
        ("unshare", (), refused(errno.EPERM)),
        ("bpf", (), refused(errno.EPERM)),
        ("keyctl", (), refused(errno.EPERM)),
        ("io_uring_setup", (), refused(errno.EPERM)),
        ("clone", (CLONE_THREAD_OF_LIBC,), ALLOW),
        ("clone", (CLONE_NEWUSER,), refused(errno.EPERM)),
        ("clone3", (), refused(errno.ENOSYS)),
        ("ioctl", (0, TIOCGWINSZ), ALLOW),
        ("ioctl", (0, TIOCSTI), refused(errno.EPERM)),
        ("ioctl", (0, TIOCSTI | 1 << 32), refused(errno.EPERM)),
        ("socket", (1,), ALLOW),
        ("socket", (2,), ALLOW),
        ("socket", (10,), ALLOW),
        ("socket", (AF_VSOCK,), refused(errno.EAFNOSUPPORT)),
        ("socket", (AF_NETLINK,), refused(errno.EAFNOSUPPORT)),
        ("socket", (AF_PACKET,), refused(errno.EAFNOSUPPORT)),
    ],
)
def test_each_call_gets_its_verdict(machine: str, name: str, arguments: tuple[int, ...], expected: int) -> None:
    """On both processors alike; only the lower half of an argument counts, as in the kernel."""
    assert expected == verdict(machine, NUMBERS[name][machine], *arguments)


def test_other_binary_interfaces_end_the_process() -> None:
    """Their numbers mean other calls, so none may pass: 32-bit on both processors, x32 on x86_64."""
    assert verdict("x86_64", 0, arch=0x40000003) == KILL
    assert verdict("aarch64", 63, arch=0x40000028) == KILL
    assert verdict("x86_64", 0x40000000) == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_is_one_the_kernel_takes(machine: str) -> None:
    """Eight bytes an instruction, few enough, every jump inside the program and the last step a return."""
    program = instructions_for(machine)

    assert len(filter_for(machine)) == 8 * len(program) <= 8 * 4096
    assert all(
        position + 1 + max(step.if_true, step.if_false) < len(program) for position, step in enumerate(program[:-1])
    )
    assert program[-1] == Instruction(Operation.RETURN, ALLOW)
    assert all(max(step.if_true, step.if_false) < 256 for step in program)
