"""How the language model reads a conversation: its tokens, the chat template's text, and ids with placeholders.

A prompt has its placeholders in front of the first question: those of the key frames, in order of time, and after them
those of the motion, in order of time; both begin at the same moment.
"""

import re
from collections.abc import Iterable, Sequence, Set
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerBase, PreTrainedTokenizerFast, ProcessorMixin

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


KNOWN_WORDS_FILE = "known_words.txt"


def words_of(text: str) -> list[str]:
    """Lower-case words of a text; numbers are not words."""
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower().replace("’", "'"))


def unknown_words(text: str, known: Set[str]) -> list[str]:
    """Words of a text that are not known, once each, in order."""
    words = dict.fromkeys(words_of(text))
    return [word for word in words if word not in known and word.removesuffix("'s") not in known]


def write_known_words(folder: Path, words: Set[str]) -> None:
    """Write the words into a model's folder."""
    (folder / KNOWN_WORDS_FILE).write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


def read_known_words(path: Path) -> frozenset[str]:
    """What `write_known_words` wrote."""
    return frozenset(path.read_text(encoding="utf-8").split())


IGNORED = -100
"""Label of a token that no loss is taken on."""
Message = dict[str, str]


class ConversationWriter(ProcessorMixin):
    """The part of a processor that writes: tokenizer, chat template and placeholders.

    Args:
        tokenizer: of the language model, with the placeholders in its vocabulary.
        motion_token: the placeholder of a moment of motion.
        video_token: the placeholder of a key frame; None where the model sees no video.
        chat_template: how a conversation becomes a prompt; the tokenizer's own by default.
    """

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        motion_token: str,
        video_token: str | None,
        chat_template: str | None,
    ) -> None:
        self.motion_token, self.motion_token_id = motion_token, placeholder_id(tokenizer, motion_token)
        self.video_token = video_token
        self.video_token_id = None if video_token is None else placeholder_id(tokenizer, video_token)
        self._template_pieces: dict[tuple[int, bool, bool, bool], list[str]] = {}
        super().__init__(tokenizer, chat_template=chat_template or tokenizer.chat_template or CHAT_TEMPLATE)

    def add_video_token(self) -> None:
        """Let conversations hold placeholders of key frames; the tokenizer gets one where it has none."""
        if VIDEO not in self.tokenizer.get_vocab():
            self.tokenizer.add_tokens([VIDEO], special_tokens=True)
        self.video_token, self.video_token_id = VIDEO, placeholder_id(self.tokenizer, VIDEO)
        self._template_pieces.clear()

    def render(
        self,
        messages: Sequence[Message],
        *,
        with_motion: bool = True,
        with_video: bool = False,
        prompt: bool = True,
    ) -> str:
        """Write a conversation as the language model reads it, one placeholder of each in front of the first question.

        Args:
            messages: each with a "role" ("user", "assistant", or "system") and its "content".
            with_motion: whether there is a motion.
            with_video: whether there is a video; its placeholder comes first.
            prompt: whether the model is to speak next.
        """
        if with_video and self.video_token is None:
            raise ValueError("this model sees no video; give it a motion")
        seen = (self.video_token or "") * with_video + self.motion_token * with_motion
        placeholders = [token for token in (self.motion_token, self.video_token) if token]
        special = sorted({*self.tokenizer.all_special_tokens, *placeholders}, key=len, reverse=True)
        pattern = "|".join(map(re.escape, special))
        cleaned = [{"role": m["role"], "content": re.sub(pattern, " ", m["content"]).strip()} for m in messages]
        if seen:
            first = next((message for message in cleaned if message["role"] == "user"), None)
            if first is None:
                raise ValueError("a conversation needs a message of the user, got none")
            first["content"] = seen + first["content"]
        template = self.chat_template if isinstance(self.chat_template, str) else None
        text = self.tokenizer.apply_chat_template(
            cleaned, chat_template=template, tokenize=False, add_generation_prompt=prompt
        )
        return str(text)

    def encode_prompt(
        self, messages: Sequence[Message], num_motion_tokens: int, num_video_tokens: int = 0
    ) -> list[int]:
        """Token ids of a conversation in which the model speaks next."""
        text = self.render(messages, with_motion=num_motion_tokens > 0, with_video=num_video_tokens > 0)
        return self._expand(self._token_ids(text), num_motion_tokens, num_video_tokens)

    def encode_conversation(
        self,
        num_motion_tokens: int,
        turns: Sequence[tuple[str, str]],
        num_video_tokens: int = 0,
        facts: str = "",
    ) -> tuple[list[int], list[int]]:
        """Token ids and labels of a conversation to learn from.

        Args:
            num_motion_tokens: placeholders in front of the first question; 0 for text alone.
            turns: (question, answer) pairs.
            num_video_tokens: placeholders of key frames, in front of those of the motion.
            facts: of the motion in words, see `with_facts`; "" for none.

        Returns:
            ids, as the chat template gives them, and labels: the ids of the answers and of the token that ends each of
            them, `IGNORED` elsewhere. Not shifted: transformers' models shift labels themselves.
        """
        pieces = list(self._pieces(len(turns), num_motion_tokens > 0, num_video_tokens > 0, bool(facts)))
        if facts:
            pieces[:2] = [pieces[0] + facts.strip() + pieces[1]]
        text, spans = pieces[0], []
        for turn, (question, answer) in enumerate(turns):
            text += question.strip() + pieces[2 * turn + 1]
            begin = len(text)
            text += answer.strip()
            spans.append((begin, len(text)))
            text += pieces[2 * turn + 2]
        encoding = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        ids, offsets = list(encoding["input_ids"]), encoding["offset_mapping"]
        labels = _answer_labels(ids, offsets, spans, frozenset(self.tokenizer.all_special_ids))
        ids = self._expand(ids, num_motion_tokens, num_video_tokens)
        # Placeholders stand before every answer, so that what they add is ignored and in front.
        return ids, [IGNORED] * (len(ids) - len(labels)) + labels

    def _token_ids(self, text: str) -> list[int]:
        return list(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def _expand(self, ids: list[int], num_motion_tokens: int, num_video_tokens: int = 0) -> list[int]:
        """Replace the one placeholder of each kind by as many as the motion and the video take."""
        kinds = ((self.motion_token_id, self.motion_token, num_motion_tokens),)
        if self.video_token_id is not None and self.video_token is not None:
            kinds = (*kinds, (self.video_token_id, self.video_token, num_video_tokens))
        for token_id, token, number in kinds:
            found = ids.count(token_id)
            if found != min(number, 1):
                raise ValueError(f"expected {min(number, 1)} {token} in a prompt, got {found}")
            if found:
                place = ids.index(token_id)
                ids = ids[:place] + [token_id] * number + ids[place + 1 :]
        return ids

    def _pieces(self, num_turns: int, with_motion: bool, with_video: bool, has_facts: bool) -> list[str]:
        """What the chat template writes before, between and after facts, questions and answers of a conversation."""
        key = (num_turns, with_motion, with_video, has_facts)
        if key not in self._template_pieces:
            marks = [f"MARK{place}." for place in range(2 * num_turns)]
            roles = ["user", "assistant"] * num_turns
            messages = [{"role": role, "content": mark} for role, mark in zip(roles, marks, strict=True)]
            if has_facts:
                messages, marks = with_facts(messages, "FACTS."), ["FACTS.", *marks]
            rest, pieces = self.render(messages, with_motion=with_motion, with_video=with_video, prompt=False), []
            for mark in marks:
                before, found, rest = rest.partition(mark)
                if not found:
                    raise ValueError("the chat template does not write every message of a conversation")
                pieces.append(before)
            self._template_pieces[key] = [*pieces, rest]
        return self._template_pieces[key]


def with_facts(messages: Sequence[Message], facts: str) -> list[Message]:
    """A conversation in front of which the facts of its motion are told, in training as in answering."""
    return [{"role": "system", "content": facts}, *messages] if facts else list(messages)


def _answer_labels(
    ids: list[int], offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]], special: frozenset[int]
) -> list[int]:
    """The ids of tokens in the character spans and of the special token right after each span, IGNORED elsewhere."""
    labels = [IGNORED] * len(ids)
    place = 0
    for begin, end in spans:
        while place < len(ids) and offsets[place][1] <= begin:
            place += 1
        while place < len(ids) and offsets[place][0] < end:
            labels[place] = ids[place]
            place += 1
        if place < len(ids) and ids[place] in special:
            labels[place] = ids[place]
            place += 1
    return labels


def prepare_tokenizer(tokenizer: PreTrainedTokenizerBase) -> None:
    """Give any tokenizer what it lacks: the placeholder of motion, padding, and, without a chat template, ours."""
    missing = [MOTION] if tokenizer.chat_template else [MOTION, USER, ASSISTANT, END]
    missing = [token for token in missing if token not in tokenizer.get_vocab()]
    tokenizer.add_tokens(missing, special_tokens=True)
    if not tokenizer.chat_template:
        tokenizer.chat_template = CHAT_TEMPLATE
        tokenizer.eos_token = END
    if tokenizer.pad_token is None:
        reserved = (PAD, "<|finetune_right_pad_id|>")
        tokenizer.pad_token = next((t for t in reserved if t in tokenizer.get_vocab()), tokenizer.eos_token)


def placeholder_id(tokenizer: PreTrainedTokenizerBase, token: str) -> int:
    """The id of a placeholder.

    Raises:
        ValueError: the tokenizer has none.
    """
    number = tokenizer.convert_tokens_to_ids(token)
    if not isinstance(number, int) or number == tokenizer.unk_token_id:
        raise ValueError(f"the tokenizer has no {token!r}; make the processor with HumoconProcessor.from_base")
    return number
