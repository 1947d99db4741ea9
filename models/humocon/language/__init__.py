"""Stage 2, language: the model and processor that transformers can load. Importing it registers the Auto classes."""

from transformers import AutoConfig, AutoModel, AutoModelForCausalLM, AutoModelForMultimodalLM, AutoProcessor

from humocon.language.configuration import HumoconConfig
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor

AutoConfig.register("humocon", HumoconConfig, exist_ok=True)
AutoProcessor.register(HumoconConfig, HumoconProcessor, exist_ok=True)
for _auto in (AutoModel, AutoModelForCausalLM, AutoModelForMultimodalLM):
    _auto.register(HumoconConfig, HumoconForConditionalGeneration, exist_ok=True)

__all__ = ["HumoconConfig", "HumoconForConditionalGeneration", "HumoconProcessor"]
