"""Part 7, where there is a GPU: the shape of Llama-3.1-8B with random weights, in bf16 and NF4; and tuning it.

Times are by the clock on the wall and peak memory is torch's own count, which `torch.cuda` has and a CPU has not.
"""

import gc
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from transformers import LlamaConfig

from benchmarks.answering import embedded, plain, project
from benchmarks.measure import interleave
from benchmarks.rows import Row, Table, timed_rows
from benchmarks.small_models import linear_bytes, llama_8b, prompt_of, random_model
from humocon.language.adapting import add_lora, leave_unpacked
from humocon.language.modeling import HumoconForConditionalGeneration

LEAST_BYTES = 24e9
TOKENS_PER_SAMPLE = 1024


def run(quick: bool) -> Iterator[Table]:
    """Skipped with a line where there is no GPU, or a small one."""
    title = "GPU: Llama-3.1-8B's shape, random weights"
    if not torch.cuda.is_available():
        yield Table(title=title, notes=["skipped: no GPU here"])
        return
    total = torch.cuda.get_device_properties(0).total_memory
    if total < LEAST_BYTES:
        yield Table(title=title, notes=[f"skipped: {torch.cuda.get_device_name()} has {total / 1e9:.0f} GB of 24"])
        return
    num_tokens = 16 if quick else 128
    for precision in ("bf16", "NF4"):
        yield prefill(llama_8b(), "cuda", precision)
    for precision in ("bf16", "NF4"):
        yield decode(llama_8b(), "cuda", precision, num_tokens)
    for precision in ("bf16", "NF4"):
        yield tune(llama_8b(), "cuda", precision, batch_sizes=(1,) if quick else (1, 4, 16))


def prefill(shape: LlamaConfig, device: str, precision: str, rounds: int = 3) -> Table:
    """Reading one question, and eight together: tokens a second, and the peak memory of the latter."""
    model, processor = random_model(shape, device=device, dtype=torch.bfloat16)
    if precision == "NF4":
        quantize(model.language_model, device)
    prompts = {size: prompt_of(model, processor, size) for size in (1, 8)}
    length = prompts[1]["input_ids"].shape[1]

    @torch.inference_mode()
    def read(inputs: dict[str, Tensor]) -> object:
        return model(**inputs, logits_to_keep=1)

    cases = {f"batch {size}": lambda inputs=inputs: read(inputs) for size, inputs in prompts.items()}
    _forget_peak(device)
    timings = interleave(cases, rounds=rounds, clock="wall")
    memory = {"batch 8": _peak(device)}
    rows = [
        row
        for (name, timing), size in zip(timings.items(), prompts, strict=True)
        for row in timed_rows({name: timing}, per_call=size * length, unit="tokens", memory=memory)
    ]
    return Table(title=f"GPU: prefill of {length} tokens, {precision}", rows=rows)


def copied_a_second(device: str) -> float:
    """Bytes a second that the device reads and writes when it copies its own memory: the most that reading reaches."""
    num_bytes = 1 << 30 if device == "cuda" else 1 << 24
    source = torch.zeros(num_bytes, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    timing = interleave({"copy": lambda: target.copy_(source)}, rounds=3, clock="wall")["copy"]
    return 2 * num_bytes / timing.seconds


def decode(shape: LlamaConfig, device: str, precision: str, num_tokens: int, rounds: int = 3) -> Table:
    """Tokens a second of the project's path, of plain `generate`, and of a compiled static cache."""
    model, processor = random_model(shape, device=device, dtype=torch.bfloat16)
    if precision == "NF4":
        quantize(model.language_model, device)
    inputs = prompt_of(model, processor, 1)
    language_model, read = model.language_model, embedded(model, inputs)
    eight = prompt_of(model, processor, 8)
    cases: dict[str, Callable[[], object]] = {
        "ours": lambda: project(model, inputs, num_tokens),
        "ours, batch 8 (tokens of one row)": lambda: project(model, eight, num_tokens),
        "plain generate": lambda: plain(model, inputs, num_tokens),
    }
    if device == "cuda":  # compiled by transformers itself; on a CPU it would only be a cache of fixed size
        cases["plain generate, static cache, compiled"] = lambda: plain(
            language_model, read, num_tokens, cache_implementation="static"
        )
    _forget_peak(device)
    timings = interleave(cases, rounds=rounds, clock="wall")
    rows = timed_rows(timings, per_call=num_tokens, unit="tokens", memory=dict.fromkeys(["ours"], _peak(device)))
    weights = linear_bytes(language_model)
    reached, most = weights * num_tokens / timings["ours"].seconds, copied_a_second(device)
    notes = [
        f"one token reads {weights / 1e9:.2f} GB of weights; ours reads {reached / 1e9:,.0f} GB/s, "
        f"{reached / most:.0%} of what copying memory reaches (memory-bandwidth floor)"
    ]
    return Table(title=f"GPU: decode of {num_tokens} tokens, {precision}", rows=rows, notes=notes)


def tune(shape: LlamaConfig, device: str, precision: str, batch_sizes: tuple[int, ...]) -> Table:
    """Peak memory of one LoRA step with checkpointing, answers of 64 tokens in samples of 1,024."""
    model, _ = random_model(shape, device=device, dtype=torch.bfloat16)
    if precision == "NF4":
        quantize(model.language_model, device)
    adapted = add_lora(model, rank=16)
    model.activation_checkpointing_enable()
    model.language_model.enable_input_require_grads()
    adapted.train()
    rows = []
    for size in batch_sizes:
        _forget_peak(device)
        try:
            timing = interleave({"step": lambda size=size: _step(model, size, shape, device)}, rounds=1, clock="wall")
        except torch.cuda.OutOfMemoryError:
            rows.append(Row(case=f"batch {size}", note="out of memory"))
            continue
        rate = f"{size * TOKENS_PER_SAMPLE / timing['step'].seconds:,.0f} tokens/s"
        rows.append(Row(case=f"batch {size}", seconds=timing["step"].seconds, rate=rate, memory=_peak(device)))
    title = f"GPU: one step of LoRA, rank 16, samples of {TOKENS_PER_SAMPLE:,} tokens, {precision}, checkpointing"
    return Table(title=title, rows=rows, notes=["the head is computed on the answers' 64 tokens alone"])


def quantize(model: nn.Module, device: str) -> None:
    """Put NF4 layers in the place of the linear ones, the head apart, as loading in 4 bits does."""
    from bitsandbytes.nn.modules import Linear4bit, Params4bit

    for module in list(model.modules()):
        linear = {name: child for name, child in module.named_children() if type(child) is nn.Linear}
        linear.pop("lm_head", None)
        for name, child in linear.items():
            layer = Linear4bit(
                child.in_features, child.out_features, bias=False, compute_dtype=torch.bfloat16, quant_type="nf4"
            )
            weight = child.weight.data.cpu()  # it is quantized on its way to the device
            layer.weight = Params4bit(weight, requires_grad=False, quant_type="nf4", module=layer)  # pyright: ignore[reportCallIssue]
            setattr(module, name, layer.to(device))
    leave_unpacked(model, for_training=False)
    gc.collect()


def _step(model: HumoconForConditionalGeneration, size: int, shape: LlamaConfig, device: str) -> None:
    tokens = torch.randint(5, shape.vocab_size, (size, TOKENS_PER_SAMPLE), device=device)
    labels = tokens.clone()
    labels[:, :-64] = -100
    with torch.autocast(device, torch.bfloat16):
        model(inputs_embeds=model.get_input_embeddings()(tokens), labels=labels).loss.backward()
    for value in model.parameters():
        value.grad = None


def _forget_peak(device: str) -> None:
    gc.collect()
    if device == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


def _peak(device: str) -> int | None:
    return torch.cuda.max_memory_allocated() if device == "cuda" else None
