"""Imports go one way through the core, the core is silent, and the command line starts without it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Each row may import the rows above it, and its own room; rooms in one row may not import each other.
ORDER = (
    ("errors",),
    ("files", "hub", "parallel", "file_kinds", "wheels"),
    ("journals",),
    ("smollm2",),
    ("minilm",),
    ("config",),
    ("motion",),
    ("video",),
    ("concepts",),
    ("language",),
    ("model_folder",),
    ("chat",),
    ("data", "training"),
    ("actions", "meanings"),
    ("ask",),
    ("evaluation", "lessons"),
    ("atlas",),
    ("server",),
    ("pretrain", "translate", "tune", "average", "evaluate"),
)
RANKS = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}
SLOW = {"humocon", "torch", "transformers", "peft", "accelerate", "bitsandbytes", "numpy", "scipy", "smplx"}
SLOW |= {"av", "cv2"}


def imported_modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        return [f"{base}.{alias.name}" if base in ("humocon", "os") else base for alias in node.names]
    return []


def core_violations(core: Path) -> Iterator[str]:
    for path in sorted(core.rglob("*.py")):
        room = path.relative_to(core).with_suffix("").parts[0]
        if room == "__init__":  # names for the user, looked up when they are used
            continue
        if room not in RANKS:
            yield f"{path}: {room} has no place in the order of imports"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            place = f"{path}:{getattr(node, 'lineno', 0)}"
            for module in imported_modules(node):
                if not allowed(room, module):
                    yield f"{place}: {room} imports {module}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "input"):
                yield f"{place}: the core calls {node.func.id}()"
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv", "os.putenv"):
                yield f"{place}: the core reads the environment"


def allowed(room: str, module: str) -> bool:
    parts = module.split(".")
    if module.startswith((".", "humocon_cli", "models")) or module in ("os.environ", "os.getenv"):
        return False
    if parts[0] != "humocon":
        return True
    if len(parts) == 1:
        return False
    if parts[1] == "__version__":
        return True
    return parts[1] == room or RANKS.get(parts[1], len(ORDER)) < RANKS.get(room, -1)


def shell_violations(shell: Path) -> Iterator[str]:
    """What is imported when a module of the command line is imported: everything outside functions."""
    for path in sorted(shell.rglob("*.py")):
        pending: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
        while pending:
            node = pending.pop()
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                pending.extend(node.orelse)
                continue
            pending.extend(ast.iter_child_nodes(node))
            for module in imported_modules(node):
                if module.startswith(".") or module.split(".")[0] in SLOW:
                    yield f"{path}:{getattr(node, 'lineno', 0)}: {module} is imported before a command runs"


def test_the_core_imports_one_way_and_is_silent(repository):
    assert list(core_violations(repository / "models" / "humocon")) == []


def test_the_command_line_imports_the_core_only_inside_functions(repository):
    assert list(shell_violations(repository / "humocon_cli")) == []


@pytest.mark.parametrize(
    ("file", "code", "complaint"),
    [
        ("motion/clip.py", "from humocon.concepts.model import ConceptModel", "motion imports humocon.concepts.model"),
        ("motion/clip.py", "from humocon import language", "motion imports humocon.language"),
        ("motion/clip.py", "def read():\n    import humocon.data.text", "motion imports humocon.data.text"),
        ("data/text.py", "from humocon.training.report import Report", "data imports humocon.training.report"),
        ("tune/loop.py", "from humocon.translate.loop import translate", "tune imports humocon.translate.loop"),
        ("errors.py", "import humocon.config", "errors imports humocon.config"),
        ("pretrain.py", "from humocon_cli.console import console", "pretrain imports humocon_cli.console"),
        ("motion/clip.py", "from . import skeleton", "motion imports ."),
        ("motion/clip.py", "import models.humocon.errors", "motion imports models.humocon.errors"),
        ("motion/clip.py", "print('hello')", "the core calls print()"),
        ("motion/clip.py", "import os\nHOME = os.environ['HOME']", "the core reads the environment"),
        ("motion/clip.py", "from os import environ", "motion imports os.environ"),
        ("utils.py", "", "utils has no place in the order of imports"),
    ],
)
def test_a_violation_planted_in_the_core_is_found(tmp_path, file, code, complaint):
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(code, encoding="utf-8")
    (found,) = core_violations(tmp_path)
    assert complaint in found


@pytest.mark.parametrize(
    "code",
    ["import humocon.config", "from torch import nn", "try:\n    import transformers\nexcept ImportError:\n    pass"],
)
def test_a_violation_planted_in_the_command_line_is_found(tmp_path, code):
    (tmp_path / "ask.py").write_text(code, encoding="utf-8")
    assert len(list(shell_violations(tmp_path))) == 1


def test_what_the_rules_allow_is_not_found(tmp_path):
    core, shell = tmp_path / "core", tmp_path / "shell"
    (core / "motion").mkdir(parents=True)
    shell.mkdir()
    (core / "motion" / "clip.py").write_text(
        "import os\nfrom humocon.motion.skeleton import EDGES\nos.replace", "utf-8"
    )
    (core / "tune.py").write_text("from humocon.language.modeling import A\nfrom humocon.errors import B", "utf-8")
    (shell / "a.py").write_text("if TYPE_CHECKING:\n    import humocon.config\ndef f():\n    import torch", "utf-8")
    assert [*core_violations(core), *shell_violations(shell)] == []


@pytest.mark.parametrize("module", ["humocon", "humocon.errors", "humocon.config", "humocon_cli.main"])
def test_the_light_modules_do_not_import_torch(repository, module):
    code = f"import sys, {module}; print(sorted({{'torch', 'numpy', 'transformers', 'rich'}} & set(sys.modules)))"
    paths = [str(repository), str(repository / "models")]
    code = f"import sys; sys.path[:0] = {paths!r}; {code}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there():
    import humocon

    assert all(getattr(humocon, name) for name in humocon.__all__)
