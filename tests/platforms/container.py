"""An unprivileged container as Docker starts one by default, of this machine's own system: podman, and no registry.

Its root file system is a folder in which the machine's `/usr`, its Python and the environment are mounted, to read. Its
capabilities are Docker's. Its filter of system calls is that of Debian's golang-github-containers-common
(/usr/share/containers/seccomp.json, which allows what Docker's does, and namespaces), without what Docker's default
profile refuses to whoever lacks CAP_SYS_ADMIN and the like, as its documentation lists it.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

PROFILE = Path("/usr/share/containers/seccomp.json")
CAPABILITIES = (
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
    "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
)  # fmt: skip
REFUSED = (
    "acct", "add_key", "bpf", "clock_adjtime", "clock_settime", "create_module", "delete_module", "finit_module",
    "fsconfig", "fsmount", "fsopen", "fspick", "get_mempolicy", "init_module", "ioperm", "iopl", "kcmp", "kexec_load",
    "kexec_file_load", "keyctl", "lookup_dcookie", "mbind", "mount", "mount_setattr", "move_mount", "move_pages",
    "open_by_handle_at", "open_tree", "perf_event_open", "pivot_root", "quotactl", "reboot", "request_key",
    "set_mempolicy", "setns", "settimeofday", "swapoff", "swapon", "syslog", "umount", "umount2", "unshare",
    "userfaultfd", "vhangup",
)  # fmt: skip
NEW_NAMESPACES = 0x7E020000  # the flags CLONE_NEW* of clone
MOST = 4096  # descriptors of a process, processes of a user
LINKS = ("bin", "sbin", "lib", "lib32", "lib64")  # to folders of /usr, on a system of today


class NoContainer(Exception):
    """No container can be started on this machine; the message says why."""


@dataclass
class Container:
    """One root file system; each run is a container of its own, which ends with its command."""

    root: Path
    runtime: tuple[str, ...] = ()

    @classmethod
    def made(cls, folder: Path) -> Container:
        """A container that was tried. Raises NoContainer."""
        if os.geteuid() != 0 or not shutil.which("podman") or not PROFILE.is_file():
            raise NoContainer("this needs root, podman, and golang-github-containers-common")
        found = cls(folder)
        found._lay_out()
        for found.runtime in ((), ("--runtime", "runc")):  # where crun cannot cope with the control groups
            tried = found.run(["true"], timeout=60)
            if tried.returncode == 0:
                return found
        raise NoContainer(f"podman starts none: {tried.stderr.strip()[-300:]}")

    def run(
        self,
        command: list[str],
        *,
        user: int = 0,
        environment: dict[str, str] | None = None,
        timeout: float = 300,
    ) -> subprocess.CompletedProcess[str]:
        """What came of a command in it; it is ended with the container after so many seconds."""
        name = f"grader-{uuid.uuid4().hex}"
        line = [
            *("podman", *self.runtime, "--cgroup-manager", "cgroupfs", "run", "--rm", "--name", name),
            *("--network", "none", "--user", f"{user}:{user}", "--workdir", "/", "--cap-drop", "all"),
            *(f"--cap-add={one}" for one in CAPABILITIES if user == 0),  # Docker lends others none
            *(f"--ulimit={limit}" for limit in _limits()),
            *("--security-opt", f"seccomp={self._profile}"),
            *(f"--volume={path}:{path}:ro" for path in _shown()),
            *(f"--env={key}={value}" for key, value in (environment or {}).items()),
            *("--rootfs", str(self.root), *command),
        ]
        try:
            return subprocess.run(line, capture_output=True, text=True, timeout=timeout, check=False)
        except subprocess.TimeoutExpired:
            subprocess.run(["podman", "rm", "--force", name], capture_output=True, check=False)
            raise

    @property
    def _profile(self) -> Path:
        return self.root.with_name(f"{self.root.name}.seccomp.json")

    def _lay_out(self) -> None:
        for path in ("proc", "sys", "dev", "etc", "root", *(str(path)[1:] for path in _shown())):
            (self.root / path).mkdir(parents=True, exist_ok=True)
        (self.root / "tmp").mkdir(exist_ok=True)  # Python may lie below it
        (self.root / "tmp").chmod(0o1777)
        for name in LINKS:
            if Path("/", name).is_symlink():
                (self.root / name).symlink_to(os.readlink(f"/{name}"))
        for name in ("ld.so.cache", "passwd", "group"):
            shutil.copy(f"/etc/{name}", self.root / "etc")
        shutil.copytree("/etc/alternatives", self.root / "etc/alternatives", symlinks=True)
        self._profile.write_text(json.dumps(_dockers_profile()))


def _shown() -> list[Path]:
    """What of the machine is mounted: the system, Python, the environment."""
    others = {Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()}
    return [Path("/usr"), *(path for path in sorted(others) if not path.is_relative_to("/usr"))]


def _limits() -> list[str]:
    """Of descriptors and processes: what podman asks for by itself may be more than this machine allows."""
    kinds = {"nofile": resource.RLIMIT_NOFILE, "nproc": resource.RLIMIT_NPROC}
    hard = {name: resource.getrlimit(kind)[1] for name, kind in kinds.items()}
    least = {
        name: MOST if limit == resource.RLIM_INFINITY else min(limit, MOST) for name, limit in hard.items()
    }
    return [f"{name}={limit}:{limit}" for name, limit in least.items()]


def _dockers_profile() -> dict:
    profile = json.loads(PROFILE.read_text()) | {"defaultErrno": "EPERM", "defaultErrnoRet": 1}
    for rule in profile["syscalls"]:
        if rule["action"] == "SCMP_ACT_ALLOW":
            rule["names"] = [name for name in rule["names"] if name not in (*REFUSED, "clone", "clone3")]
    profile["syscalls"] = [rule for rule in profile["syscalls"] if rule["names"]]
    no_namespace = {"index": 0, "value": NEW_NAMESPACES, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}
    profile["syscalls"] += [
        {"names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [no_namespace]},
        {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38, "errno": "ENOSYS"},
    ]
    return profile
