"""The system calls that a sandboxed command is refused, as a classic BPF program for `bwrap --seccomp`.

A deny-list: what a command of a user needs is allowed, what reaches for kernel parts that namespaces do not fence off
is not. Numbers are those of Linux' `asm/unistd_64.h` (x86_64) and `asm-generic/unistd.h` (aarch64).
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import NamedTuple


class Machine(NamedTuple):
    """What differs between processors."""

    audit_arch: int
    """AUDIT_ARCH_* of `linux/audit.h`: system calls of any other architecture end the process."""
    column: int
    """Place of its numbers in the tables below."""
    first_foreign: int | None = None
    """System call number from which on another binary interface begins (x32 on x86_64)."""


MACHINES: Mapping[str, Machine] = {
    "x86_64": Machine(0xC000003E, 0, first_foreign=0x40000000),
    "aarch64": Machine(0xC00000B7, 1),
}
"""The processors that a filter exists for, by the names of `platform.machine()`."""

_DENIED: Mapping[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    # large parts of the kernel with a history of faults
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "vmsplice": (278, 75),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "mbind": (237, 235),
    "set_mempolicy": (238, 237),
    "lookup_dcookie": (212, 18),
    "fanotify_init": (300, 262),
    "modify_ldt": (154, None),
    # files by handle, around the mount tree
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # the machine as a whole
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "acct": (163, 89),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "personality": (135, 92),
    "syslog": (103, 116),
    "iopl": (172, None),
    "ioperm": (173, None),
}
_IOCTL, _SOCKET, _CLONE, _CLONE3 = (16, 29), (41, 198), (56, 220), (435, 435)

_CLONE_NEW_ANYTHING = 0x7E020000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET of `linux/sched.h`."""
_TERMINAL_INJECTION = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX of `asm-generic/ioctls.h`."""
_FAMILIES = (1, 2, 10)
"""AF_UNIX, AF_INET and AF_INET6, which the network namespace fences off; AF_VSOCK and the like it does not."""

_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_NUMBER_AT, _ARCH_AT, _FIRST_ARGUMENT_AT, _SECOND_ARGUMENT_AT = 0, 4, 16, 24
"""Offsets in `struct seccomp_data`; of an argument its lower half, which is all these calls look at."""


class Operation(IntEnum):
    """The instructions used, by the values of `linux/bpf_common.h`."""

    LOAD = 0x20
    """Load the 32-bit word at the absolute offset `operand`."""
    RETURN = 0x06
    IF_EQUAL = 0x15
    IF_AT_LEAST = 0x35
    IF_ANY_BIT = 0x45


class Instruction(NamedTuple):
    """One step of a filter; jumps are forward and relative."""

    operation: Operation
    operand: int
    if_true: int = 0
    if_false: int = 0


def filter_for(machine: str) -> bytes:
    """The filter for a processor of `MACHINES`, as bwrap reads it: one `struct sock_filter` after the other."""
    program = instructions_for(machine)
    return b"".join(struct.pack("=HBBI", step.operation, step.if_true, step.if_false, step.operand) for step in program)


def instructions_for(machine: str) -> list[Instruction]:
    """The filter for a processor of `MACHINES`; anything not named in it is allowed."""
    audit_arch, column, first_foreign = MACHINES[machine]
    denied = [numbers[column] for numbers in _DENIED.values()]
    return [
        Instruction(Operation.LOAD, _ARCH_AT),
        Instruction(Operation.IF_EQUAL, audit_arch, if_true=1),
        _returns(_KILL_PROCESS),
        Instruction(Operation.LOAD, _NUMBER_AT),
        *(_when(Operation.IF_AT_LEAST, first_foreign, [_returns(_KILL_PROCESS)]) if first_foreign else []),
        # clone3 hides its flags in memory; told that there is none, the C library falls back to clone
        *_when(Operation.IF_EQUAL, _CLONE3[column], [_refuses(errno.ENOSYS)]),
        *_when(Operation.IF_EQUAL, _CLONE[column], _clone()),
        *_when(Operation.IF_EQUAL, _IOCTL[column], _ioctl()),
        *_when(Operation.IF_EQUAL, _SOCKET[column], _socket()),
        *_each_equal((number for number in denied if number is not None), _refuses(errno.EPERM)),
        _returns(_ALLOW),
    ]


def _clone() -> list[Instruction]:
    new_namespaces = _when(Operation.IF_ANY_BIT, _CLONE_NEW_ANYTHING, [_refuses(errno.EPERM)])
    return [Instruction(Operation.LOAD, _FIRST_ARGUMENT_AT), *new_namespaces, _returns(_ALLOW)]


def _ioctl() -> list[Instruction]:
    injections = _each_equal(_TERMINAL_INJECTION, _refuses(errno.EPERM))
    return [Instruction(Operation.LOAD, _SECOND_ARGUMENT_AT), *injections, _returns(_ALLOW)]


def _socket() -> list[Instruction]:
    families = _each_equal(_FAMILIES, _returns(_ALLOW))
    return [Instruction(Operation.LOAD, _FIRST_ARGUMENT_AT), *families, _refuses(errno.EAFNOSUPPORT)]


def _when(test: Operation, operand: int, body: list[Instruction]) -> list[Instruction]:
    """The body, run where the test on what was loaded last holds; a body returns or falls through."""
    return [Instruction(test, operand, if_false=len(body)), *body]


def _each_equal(values: Iterable[int], step: Instruction) -> list[Instruction]:
    return [instruction for value in values for instruction in _when(Operation.IF_EQUAL, value, [step])]


def _returns(action: int) -> Instruction:
    return Instruction(Operation.RETURN, action)


def _refuses(error: int) -> Instruction:
    return _returns(0x00050000 | error)  # SECCOMP_RET_ERRNO
