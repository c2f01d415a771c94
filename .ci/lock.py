"""Write the lock files, by which `make install` installs: every package, also what packages need, by version and sha256.

    make lock

requirements.lock       what pyproject.toml pins, and all that needs, but PyTorch: the files of every platform
requirements-cpu.lock   PyTorch as it was built for CPUs, where pip knows such a build
requirements-cuda.lock  else: PyTorch as it was built for NVIDIA's GPUs, with all that needs beside, for x86-64

pip prefers a file whose sha256 its index tells to one from a folder, so one file for both would always bring the second.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK, CPU, CUDA = (ROOT / f"requirements{which}.lock" for which in ("", "-cpu", "-cuda"))
TOOLS = ("pip==26.3", "hashin==1.0.5")
# As on any machine: without what this one's settings add.
PLAIN = {**os.environ, "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
HEADER = "# Made by `make lock`, from pyproject.toml: see .ci/lock.py.\n"
_ONLY_FOR_CUDA = re.compile(r"(nvidia|cuda)-|triton==")


def main() -> int:
    """Write the files; 1 when that of the CPU build could not be."""
    with tempfile.TemporaryDirectory(prefix="lock-") as scratch:
        folder = Path(scratch)
        venv.create(folder / "tools", with_pip=True)
        python = folder / "tools" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", *TOOLS], check=True)
        found = _resolved(python, folder / "report.json")
        torch = next(pin for pin in found if pin.startswith("torch=="))
        cuda = {pin for pin in found if pin == torch or _ONLY_FOR_CUDA.match(pin)}
        lock = _with_all_hashes(python, sorted(found.keys() - cuda), folder / "lock")
        cpu = _cpu_build(python, torch, folder)
    LOCK.write_text(HEADER + lock)
    CUDA.write_text(HEADER + "".join(f"{pin} --hash=sha256:{found[pin]}\n" for pin in sorted(cuda)))
    if cpu:
        CPU.write_text(HEADER + cpu)
    elif f"{torch}+cpu " not in CPU.read_text():
        print(f"this machine's pip knows no {torch}+cpu: {CPU.name} is still that of another version")
        return 1
    return 0


def _resolved(python: Path, report: Path) -> dict[str, str]:
    """What pip would install here, the course itself left out: the sha256 of each file by its package's pin."""
    command = [python, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--only-binary=:all:",
               f"--report={report}", str(ROOT / "labkit"), f"{ROOT}[grader,dev]"]  # fmt: skip
    subprocess.run(command, check=True, env=PLAIN)
    packages = [each for each in json.loads(report.read_text())["install"] if not each["is_direct"]]
    return {
        f"{_name(each['metadata']['name'])}=={each['metadata']['version']}": each["download_info"][
            "archive_info"
        ]["hashes"]["sha256"]
        for each in packages
    }


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _with_all_hashes(python: Path, pins: list[str], path: Path) -> str:
    """A lock of these, with the sha256 of the files for all platforms."""
    path.touch()
    subprocess.run([python.with_name("hashin"), f"--requirements-file={path}", *pins], check=True, env=PLAIN)
    return path.read_text()


def _cpu_build(python: Path, torch: str, folder: Path) -> str:
    """A lock of the CPU build of PyTorch that this machine's pip knows; empty where it knows none."""
    pip, pin = [python, "-m", "pip"], f"{torch}+cpu"
    wanted = ["download", "--quiet", "--no-deps", "--only-binary=:all:", f"--dest={folder}", pin]
    if subprocess.run([*pip, *wanted], check=False, stderr=subprocess.DEVNULL).returncode:
        return ""
    (wheel,) = folder.glob("torch-*.whl")
    return f"{pin} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


if __name__ == "__main__":
    sys.exit(main())
