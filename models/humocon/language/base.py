"""A small base language model: its byte-level BPE tokenizer with a chat template, and its Llama configuration."""

from collections.abc import Iterable

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import LlamaConfig, PreTrainedTokenizerFast

PAD, END, USER, ASSISTANT, MOTION = "<|pad|>", "<|end|>", "<|user|>", "<|assistant|>", "<|motion|>"
VIDEO = "<|video|>"
"""Only in the tokenizers of models that see video, where it is added last."""
SPECIAL_TOKENS = (PAD, END, USER, ASSISTANT, MOTION)
"""In the order of their ids, which start at 0."""

CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{% if message['role'] == 'assistant' %}<|assistant|>{{ message['content'] }}<|end|>"
    "{% else %}<|user|>{{ message['content'] }}{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
"""`<|user|>question<|assistant|>answer<|end|>`, repeated; the processor puts the motion before the first question."""


def build_tokenizer(texts: Iterable[str], vocab_size: int) -> PreTrainedTokenizerFast:
    """Learn a byte-level BPE tokenizer from text: every text can be written, digits are tokens of their own.

    Args:
        texts: what the language model will read and write.
        vocab_size: at most so many tokens, the special ones included; at least 261 (256 bytes and 5 special tokens).
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        additional_special_tokens=[USER, ASSISTANT, MOTION],
        chat_template=CHAT_TEMPLATE,
        clean_up_tokenization_spaces=False,
        padding_side="left",
    )


def small_llama(
    vocab_size: int,
    width: int,
    num_layers: int,
    num_heads: int,
    hidden: int,
    max_positions: int,
    tie: bool = True,
) -> LlamaConfig:
    """Configuration of a Llama of any size whose tokenizer is one of `build_tokenizer`.

    Args:
        vocab_size: number of tokens.
        width: of the residual stream.
        num_layers: transformer layers.
        num_heads: attention heads in a layer; divides `width`.
        hidden: width inside the feed-forward blocks.
        max_positions: longest sequence in tokens, motion included.
        tie: whether the output head shares the embedding's weights.
    """
    return LlamaConfig(
        vocab_size=vocab_size,
        hidden_size=width,
        intermediate_size=hidden,
        num_hidden_layers=num_layers,
        num_attention_heads=num_heads,
        num_key_value_heads=num_heads,
        max_position_embeddings=max_positions,
        initializer_range=width**-0.5,
        tie_word_embeddings=tie,
        pad_token_id=SPECIAL_TOKENS.index(PAD),
        bos_token_id=None,
        eos_token_id=SPECIAL_TOKENS.index(END),
    )
