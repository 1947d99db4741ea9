"""Part 6: what `torch.compile` does for a step of stage 1 and for decoding, where there is a compiler."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from benchmarks.answering import embedded
from benchmarks.loops import ByHand
from benchmarks.measure import interleave
from benchmarks.rows import Table, timed_rows
from benchmarks.small_models import prompt_of, random_model, small_llama, tiny
from benchmarks.stage_one import OURS, Step
from humocon.errors import one_line


def run(quick: bool) -> Iterator[Table]:
    """Compiling takes a minute or so, which is why it has a part of its own."""
    num_clips, num_tokens, shape = (2, 4, tiny()) if quick else (32, 33, small_llama())
    plain, compiled = Step(OURS, num_clips), Step(OURS, num_clips, compiled=True)
    yield _compare(
        "Compiling: encoder and decoder in a step of stage 1", plain.learn, compiled.learn, num_clips, "clips"
    )
    model, processor = random_model(shape)
    read = embedded(model, prompt_of(model, processor, 1))
    by_hand = ByHand(model.language_model, read, num_tokens)
    faster = ByHand(model.language_model, read, num_tokens, compiled=True)
    yield _compare(f"Compiling: decode of {num_tokens} tokens, static cache", by_hand, faster, num_tokens, "tokens")


def _compare(
    title: str, plain: Callable[[], object], compiled: Callable[[], object], per_call: int, unit: str
) -> Table:
    begin = time.process_time()
    try:
        compiled()
    except Exception as error:
        reason = one_line(error, 120)
        return Table(title=title, notes=[f"skipped: {type(error).__name__}: {reason}"])
    took = time.process_time() - begin
    rows = timed_rows(interleave({"as written": plain, "compiled": compiled}, rounds=3), per_call=per_call, unit=unit)
    saved = max(0.0, rows[0].seconds - rows[1].seconds) if rows[0].seconds and rows[1].seconds else 0.0
    pays = f"pays after {took / saved:,.0f} calls" if saved else "never pays"
    rows[1] = replace(rows[1], note=f"the first call took {took:.0f} s: {pays}")
    return Table(title=title, rows=rows)
