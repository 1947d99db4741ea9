"""Part 4: reading a question (prefill) and writing the answer (decode), beside plain `generate` and the floors."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import PreTrainedModel

from benchmarks.loops import ByHand, OneToken, read_again, reading
from benchmarks.measure import Timing, interleave
from benchmarks.rows import Table, timed_rows
from benchmarks.small_models import QUESTION, linear_bytes, prompt_of, random_model, save_model, small_llama, tiny
from humocon.ask.answerer import Answerer
from humocon.errors import one_line
from humocon.language import generation as steady
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.motion.synthesis import synthesize

CONTEXT = 4096
NO_CACHE = "a loop by hand without a cache, as MotionLLM's"


def run(quick: bool) -> Iterator[Table]:
    """The model that ships, and a small Llama with random weights in fp32, bf16 and NF4."""
    rounds = 1 if quick else 3
    shipped = Answerer.load(device="cpu")
    yield _shipped(shipped, rounds, num_questions=4 if quick else 32)
    num_tokens = 4 if quick else 32
    own, own_prompt = shipped.model, prompt_of(shipped.model, shipped.processor, 1)
    assert own.generation_config is not None
    own.generation_config.eos_token_id = None  # of this copy: answers that end would not compare
    yield _prefill(own, own_prompt, rounds)
    yield _decode(own, own_prompt, num_tokens, rounds)
    model, processor = random_model(tiny() if quick else small_llama())
    yield _prefill(model, prompt_of(model, processor, 1), rounds)
    yield _decode(model, prompt_of(model, processor, 1), num_tokens, rounds)
    yield _batches(model, {size: prompt_of(model, processor, size) for size in (1, 8)}, num_tokens, rounds)
    with tempfile.TemporaryDirectory() as folder:
        save_model(Path(folder), model, processor)
        yield _precisions(Path(folder), num_tokens, rounds)


def project(model: HumoconForConditionalGeneration, inputs: dict[str, Tensor], num_tokens: int) -> object:
    """Generate as `Answerer.answer` does."""
    return steady.generate(model, inputs, max_new_tokens=num_tokens, context=CONTEXT)


def plain(model: PreTrainedModel, inputs: dict[str, Tensor], num_tokens: int, **options: Any) -> object:
    """Generate as a user of transformers calls it."""
    ends: dict[str, Any] = {"eos_token_id": None, "pad_token_id": 0, "do_sample": False, "max_new_tokens": num_tokens}
    return model.generate(**inputs, **ends, **options)  # pyright: ignore[reportCallIssue]


@torch.inference_mode()
def embedded(model: HumoconForConditionalGeneration, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
    """What the language model alone reads, the motion embedded already: (B, T, H) and a mask (B, T)."""
    states = model.get_motion_states(inputs["motion_values"], inputs["motion_mask"])
    embeddings = model.embed(inputs["input_ids"], states, inputs["motion_mask"], None, None)
    return {"inputs_embeds": embeddings.to(model.language_model.dtype), "attention_mask": inputs["attention_mask"]}


def _shipped(answerer: Answerer, rounds: int, num_questions: int) -> Table:
    clips = [synthesize("walk", seed=seed).to_clip() for seed in range(num_questions)]
    asked = [QUESTION] * num_questions

    def together() -> object:
        return answerer.answer(clips, asked)

    def one_by_one() -> object:
        return [answerer.answer([clip], [QUESTION]) for clip in clips]

    def plainly() -> object:
        return [_plain_answer(answerer, clip.joints) for clip in clips]

    cases: dict[str, Callable[[], object]] = {
        "ours, all together": together,
        "ours, one by one": one_by_one,
        "plain generate, one by one": plainly,
    }
    rows = timed_rows(interleave(cases, rounds=rounds), per_call=num_questions, unit="answers")
    return Table(
        title=f"Answering: the model that ships, {num_questions} motions of about 5 s, encoding included", rows=rows
    )


def _plain_answer(answerer: Answerer, joints: Any) -> object:
    """As the README of any multimodal model says: processor, generate, decode."""
    inputs = answerer.processor(messages=[{"role": "user", "content": QUESTION}], motion=joints)
    with torch.inference_mode():
        tokens = answerer.model.generate(**inputs, max_new_tokens=48, do_sample=False)  # pyright: ignore[reportAttributeAccessIssue]
    return answerer.processor.tokenizer.decode(tokens[0], skip_special_tokens=True)


def _prefill(model: HumoconForConditionalGeneration, inputs: dict[str, Tensor], rounds: int) -> Table:
    read = embedded(model, inputs)

    @torch.inference_mode()
    def ours() -> object:
        return model(**inputs, logits_to_keep=1)

    @torch.inference_mode()
    def language_model_alone() -> object:
        return model.language_model(**read, logits_to_keep=1)

    length = inputs["input_ids"].shape[1]
    cases: dict[str, Callable[[], object]] = {
        "ours, motion encoder included": ours,
        "the language model alone": language_model_alone,
    }
    rows = timed_rows(interleave(cases, rounds=rounds), per_call=length, unit="tokens")
    return Table(title=f"Answering: prefill of {length} tokens, {_name(model)}", rows=rows)


def _decode(model: HumoconForConditionalGeneration, inputs: dict[str, Tensor], num_tokens: int, rounds: int) -> Table:
    """The first token is prefill; `num_tokens` follow."""
    language_model, total, read = model.language_model, num_tokens + 1, embedded(model, inputs)
    cases: dict[str, Callable[[], object]] = {
        "ours": lambda: project(model, inputs, total),
        "plain generate": lambda: plain(model, inputs, total),
        "plain generate of the language model": lambda: plain(language_model, read, total),
        "the same, static cache": lambda: plain(language_model, read, total, cache_implementation="static"),
        "the same, a loop by hand": ByHand(language_model, read, total),
        NO_CACHE: lambda: read_again(language_model, read["inputs_embeds"], total),
    }
    token = OneToken(language_model)
    cases["floor: linear layers, one token at a time"] = lambda: [token() for _ in range(total)]
    timings = interleave(cases, rounds=rounds)
    once = interleave({"read": reading(linear_bytes(language_model))}, rounds=rounds)["read"]
    share = total * once.seconds / timings["ours"].seconds
    rows = timed_rows(timings, per_call=total, unit="tokens")
    notes = [f"reading the weights once a token would take {share:.0%} of the time of ours (memory-bandwidth floor)"]
    return Table(
        title=f"Answering: decode of {total} tokens after {inputs['input_ids'].shape[1]}, {_name(model)}",
        rows=rows,
        notes=notes,
    )


def _batches(
    model: HumoconForConditionalGeneration, prompts: dict[int, dict[str, Tensor]], num_tokens: int, rounds: int
) -> Table:
    cases: dict[str, Callable[[], object]] = {
        f"ours, batch {size}": lambda inputs=inputs: project(model, inputs, num_tokens)
        for size, inputs in prompts.items()
    }
    timings = interleave(cases, rounds=rounds)
    rows = [
        row
        for (name, timing), size in zip(timings.items(), prompts, strict=True)
        for row in timed_rows({name: timing}, per_call=size * num_tokens, unit="tokens")
    ]
    return Table(title=f"Answering: batches, {num_tokens} tokens, {_name(model)}", rows=rows)


def _precisions(folder: Path, num_tokens: int, rounds: int) -> Table:
    """fp32, bf16 and NF4 as `humocon ask` loads them."""
    cases: dict[str, Callable[[], object]] = {}
    notes: list[str] = []
    for name, options in {"fp32": {}, "bf16": {"dtype": torch.bfloat16}, "NF4": {"load_in_4bit": True}}.items():
        begin = time.process_time()
        try:
            model, processor = _load(folder, **options)
        except Exception as error:
            notes.append(f"skipped: {name} ({type(error).__name__}: {one_line(error, 300)})")
            continue
        model.generation_config.eos_token_id = None  # pyright: ignore[reportOptionalMemberAccess]
        prompt = prompt_of(model, processor, 1)
        cases[name] = lambda model=model, prompt=prompt: project(model, prompt, num_tokens)
        notes.append(
            f"{name}: {model.get_memory_footprint() / 1e6:.0f} MB, loaded in {time.process_time() - begin:.1f} s"
        )
    timings: dict[str, Timing] = interleave(cases, rounds=rounds) if cases else {}
    capability = torch.backends.cpu.get_cpu_capability()
    if not capability.startswith("AVX512"):
        notes.append(
            f"{capability}: this processor has no arithmetic for bf16, which bitsandbytes' fast path of NF4 needs, too"
        )
    return Table(
        title="Answering: precisions", rows=timed_rows(timings, per_call=num_tokens, unit="tokens"), notes=notes
    )


def _load(folder: Path, *, dtype: torch.dtype = torch.float32, load_in_4bit: bool = False) -> Any:
    from humocon.model_folder import load_pretrained

    return load_pretrained(folder, dtype=torch.bfloat16 if load_in_4bit else dtype, load_in_4bit=load_in_4bit)


def _name(model: HumoconForConditionalGeneration) -> str:
    count = sum(value.numel() for value in model.language_model.parameters())
    return f"Llama of {count / 1e6:.0f} M parameters, {str(model.language_model.dtype).removeprefix('torch.')}"
