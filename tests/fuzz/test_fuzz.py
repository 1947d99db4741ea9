"""Every reader meets files that are almost right: only errors of one line may come out.

The same targets run for hours under `make fuzz`; here they get a few dozen inputs each, always the same ones.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from humocon.errors import HumoconError
from humocon.motion.readers.joints import JOINT_KEYS
from humocon.motion.readers.parameters import NEEDED_KEYS, OPTIONAL_KEYS
from tests.fuzz import seeds, targets
from tests.fuzz.files import SPLIT, as_npy
from tests.fuzz.targets import TARGETS

CRASHES = Path(__file__).parent / "crashes"
QUICK = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
)
SLOW = {"model", "tokenizer", "video", "concepts", "concept_weights"}
JSON = {"questions", "answers", "babel_qa", "activitynet_qa", "captions", "results", "journal", "checkpoint"}
JSON |= {"concepts", "concept_names", "model", "deepmimic", "points_json", "gltf"}
WORDS = (b"", b"nan", b"inf", b"1e308", b"-1", b"0", b"99999999999999999999", b"null", b"[]", b"{}", b'""', b"\\ud800")


def run(name: str, data: bytes) -> HumoconError | None:
    with tempfile.TemporaryDirectory() as folder:
        return targets.run(TARGETS[name], data, Path(folder))


@st.composite
def almost(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with a few places cut out, doubled, overwritten, or replaced by a word that is a trap."""
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(content)))
        end = min(len(content), begin + draw(st.sampled_from((0, 1, 2, 8, 100, 5000))))
        piece = draw(st.sampled_from(WORDS) | st.just(content[begin:end] * 2) | st.binary(max_size=8))
        content = content[:begin] + piece + content[end:]
    return content


def trees() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    return st.recursive(leaves, lambda own: st.lists(own, max_size=3) | st.dictionaries(st.text(max_size=4), own))


@st.composite
def almost_json(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with one value in it replaced by any other."""
    parts = content.split(SPLIT)
    place = draw(st.integers(0, len(parts) - 1))
    lines = parts[place].decode().splitlines() if parts[place].count(b"\n") else [parts[place].decode()]
    line = draw(st.integers(0, max(0, len(lines) - 1)))
    try:
        tree = json.loads(lines[line])
    except (ValueError, IndexError):
        return content
    holder: list[Any] = [tree]
    node, key = holder, 0
    while isinstance(node[key], dict | list) and node[key] and draw(st.integers(0, 3)):
        node = node[key]
        key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
    node[key] = draw(trees())
    lines[line] = json.dumps(holder[0])
    parts[place] = "\n".join(lines).encode() + (b"\n" if parts[place].endswith(b"\n") else b"")
    return SPLIT.join(parts)


@pytest.mark.parametrize("name", TARGETS)
def test_what_fuzzing_begins_from_is_read_without_complaint(name: str):
    exempt = {
        "npy",
        "npz_members",
        "anything",
        "humanml3d",
        "recipe",
        "captions",
    }  # some of these seeds are right for one kind of several
    failures = [run(name, seed) for seed in seeds.seeds(name)]
    assert name in exempt or failures == [None] * len(failures)


@pytest.mark.parametrize("name", sorted(set(TARGETS) - SLOW))
@settings(QUICK)
@given(choices=st.data())
def test_a_file_that_is_almost_right_is_read_or_refused_in_one_line(name: str, choices: st.DataObject):
    seed = choices.draw(st.sampled_from(seeds.seeds(name)))
    run(name, choices.draw(almost(seed)))


@pytest.mark.parametrize("name", sorted(JSON - SLOW))
@settings(QUICK)
@given(choices=st.data())
def test_any_value_in_the_place_of_any_other_is_read_or_refused_in_one_line(name: str, choices: st.DataObject):
    seed = choices.draw(st.sampled_from(seeds.seeds(name)))
    run(name, choices.draw(almost_json(seed)))


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(SLOW))
@settings(QUICK)
@given(choices=st.data())
def test_models_and_videos_that_are_almost_right(name: str, choices: st.DataObject):
    seed = choices.draw(st.sampled_from(seeds.seeds(name)))
    run(name, choices.draw(almost_json(seed) if name in JSON else almost(seed)))


@settings(QUICK, max_examples=100)
@given(
    members=st.dictionaries(
        st.sampled_from(sorted({*NEEDED_KEYS, *OPTIONAL_KEYS, *JOINT_KEYS, "lengths", "fps"})),
        arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)),
        max_size=4,
    )
)
def test_arrays_of_any_shape_and_type_are_read_or_refused_in_one_line(members: dict[str, np.ndarray]):
    parts = [part for name, array in members.items() for part in (f"{name}.npy".encode(), as_npy(array))]
    run("npz_members", SPLIT.join(parts))


@pytest.mark.parametrize("path", sorted(CRASHES.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_once_broke_a_reader_is_read_or_refused_in_one_line(path: Path):
    run(path.parent.name, path.read_bytes())
