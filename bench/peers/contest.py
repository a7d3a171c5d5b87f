"""What both comparisons need: where Python and Java are, how PyTorch is tuned, and how tables are written."""
import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

JAR = ROOT / "bench/target/benchmarks.jar"
# As the `tombola` script runs Java.
JAVA_OPTIONS = [
    "--add-modules=jdk.incubator.vector", "-XX:+UseG1GC", "-XX:G1HeapRegionSize=1m",
    "-XX:MaxRAMPercentage=70", "-XX:MinHeapFreeRatio=15", "-XX:MaxHeapFreeRatio=30",
]  # fmt: skip

# The C library keeps freed memory instead of giving it back to the kernel: half of PyTorch's time on small networks
# is page faults otherwise.
TUNED = {
    "MALLOC_TRIM_THRESHOLD_": "4000000000",
    "MALLOC_MMAP_THRESHOLD_": "4000000000",
    "MALLOC_TOP_PAD_": "64000000",
}


def arguments(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--python",
        type=Path,
        default=Path(os.environ.get("TOMBOLA_PEERS_PYTHON") or HERE / ".venv/bin/python"),
        help="the Python that has torch and jax ($TOMBOLA_PEERS_PYTHON, else .venv here)",
    )
    parser.add_argument("--no-build", action="store_true", help="take our code as it was built last")
    parser.add_argument("--no-check", action="store_true", help="leave out checking that the peers do the same")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement there")
    parser.add_argument("--markdown", action="store_true", help="write tables in Markdown")
    return parser


def begin(options: argparse.Namespace, network: str = "lenet") -> None:
    if not options.python.is_file():
        sys.exit(
            f"--python: {options.python} is not there; make it with\n"
            f"    python3 -m venv {HERE}/.venv && {HERE}/.venv/bin/pip install -r {HERE}/requirements.txt"
        )
    if not options.no_check:
        say("checking that the peers do the same…")
        subprocess.run([options.python, HERE / "check.py", network], check=True, stdout=sys.stderr)


def chosen(contestants: list, words: str) -> list:
    """Those whose names have one of the words."""
    some = [c for c in contestants if any(word in c.name for word in words.split(","))]
    if not some:
        sys.exit(f"--only: {words} is in no name; there are {', '.join(sorted({c.name for c in contestants}))}")
    return some


def peer_environment(mode: str) -> dict[str, str]:
    plain = {key: value for key, value in os.environ.items() if not key.startswith("MALLOC_")}
    return plain | TUNED if mode.startswith(("fused", "tuned")) else plain


def step_window(network: str, inputs: str, density: float) -> list[str]:
    """Our contestant."""
    java = [str(java_home() / "bin/java"), *JAVA_OPTIONS, "-cp", str(JAR)]
    return [*java, "dev.tombola.bench.StepWindow", network, inputs, str(density)]


def java_home() -> Path:
    """A Java that is new enough, where the `tombola` script looks for one."""
    on_path = shutil.which("java")
    homes = [os.environ.get("TOMBOLA_JAVA_HOME"), os.environ.get("JAVA_HOME")]
    homes += [Path(on_path).resolve().parents[1]] if on_path else []
    homes += [*Path("/usr/lib/jvm").glob("*"), *Path("/opt/java").glob("*")]
    homes += [*Path.home().glob(".sdkman/candidates/java/*"), *Path.home().glob(".jdks/*")]
    for home in (Path(home) for home in homes if home):
        release = home / "release"
        if release.is_file() and tuple(map(int, java_version(home).split("."))) >= (25, 0, 3):
            return home
    sys.exit("needs a JDK 25.0.3 or newer; set TOMBOLA_JAVA_HOME")


def java_version(home: Path) -> str:
    version = re.search(r'^JAVA_VERSION="([0-9.]+)', (home / "release").read_text(), re.M)
    return version[1].strip(".") if version else "0"


def machine(python: Path) -> dict[str, str]:
    code = "from importlib.metadata import version as v; print(', '.join(f'{n} {v(n)}' for n in ('torch', 'jax', 'numpy')))"
    versions = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    model = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.M)
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return {
        "processor": model[1] if model else platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "system": platform.platform(),
        "peers": versions,
        "tombola": commit.stdout.strip(),
        "Java": java_version(java_home()),
    }


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def median_and_spread(values: list[float], digits: int) -> str:
    """The median, and in brackets all but the outer tenths; with fewer than ten values, all."""
    text = f"{statistics.median(values):.{digits}f}"
    if len(values) < 2:
        return text
    low, high = (min(values), max(values)) if len(values) < 10 else statistics.quantiles(values, n=10)[:: 8]
    return f"{text} ({low:.{digits}f}–{high:.{digits}f})"


def table(head: list[str], rows: list[list[str]], markdown: bool) -> str:
    """The first column to the left, the others to the right."""
    if markdown:
        lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)
    widths = [max(map(len, column)) for column in zip(head, *rows)]
    rule = ["─" * width for width in widths]
    return "\n".join(
        "  ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(zip(line, widths)))
        for line in [head, rule, *rows]
    )


def write_json(file: Path | None, content: dict) -> None:
    if file:
        file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
