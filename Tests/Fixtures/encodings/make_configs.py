# Writes configs.json: config.json of models as they are published (the keys that say something of
# positions), each with frequencies and attention factor by the steps of transformers'
# modeling_rope_utils.py in float64. Needs numpy: python3 make_configs.py
import json
import math

import numpy as np

SHORT = [1.0, 1.02, 1.03, 1.03, 1.05, 1.05, 1.05, 1.05, 1.05, 1.07, 1.1, 1.11, 1.16, 1.16, 1.17, 1.29, 1.34, 1.68,
         1.79, 1.82, 1.85, 1.88, 1.91, 1.94, 1.99, 2.02, 2.02, 2.02, 2.02, 2.02, 2.02, 2.03, 2.03, 2.03, 2.03, 2.03,
         2.03, 2.03, 2.03, 2.03, 2.08, 2.09, 2.19, 2.22, 2.59, 2.73, 2.75, 2.84]
LONG = [1.08, 1.11, 1.14, 1.34, 1.59, 1.6, 1.62, 2.62, 3.23, 3.23, 4.79, 7.4, 7.7, 9.09, 12.2, 17.67, 24.46, 28.57,
        30.42, 30.84, 32.59, 32.93, 42.32, 44.96, 50.34, 50.45, 57.55, 57.93, 58.21, 60.14, 62.61, 62.62, 62.71,
        63.14, 63.14, 63.77, 63.93, 63.96, 63.97, 64.03, 64.07, 64.08, 64.12, 64.41, 64.48, 64.51, 64.53, 64.84]

CONFIGS = {
    "llama31-8b": {
        "model_type": "llama", "hidden_size": 4096, "num_attention_heads": 32, "num_key_value_heads": 8,
        "max_position_embeddings": 131072, "rope_theta": 500000.0,
        "rope_scaling": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                         "original_max_position_embeddings": 8192, "rope_type": "llama3"}},
    "phi3-mini-128k": {
        "model_type": "phi3", "hidden_size": 3072, "num_attention_heads": 32, "num_key_value_heads": 32,
        "max_position_embeddings": 131072, "original_max_position_embeddings": 4096, "rope_theta": 10000.0,
        "rope_scaling": {"type": "longrope", "short_factor": SHORT, "long_factor": LONG}},
    "qwen25-7b": {
        "model_type": "qwen2", "hidden_size": 3584, "num_attention_heads": 28, "num_key_value_heads": 4,
        "max_position_embeddings": 32768, "rope_theta": 1000000.0,
        "rope_scaling": {"factor": 4.0, "original_max_position_embeddings": 32768, "type": "yarn"}},
    "gpt-neox-20b": {
        "model_type": "gpt_neox", "hidden_size": 6144, "num_attention_heads": 64, "max_position_embeddings": 2048,
        "rotary_pct": 0.25, "rotary_emb_base": 10000},
    "gpt-j-6b": {"model_type": "gptj", "n_embd": 4096, "n_head": 16, "n_positions": 2048, "rotary_dim": 64},
}


def turned(config):
    """How many of a head's dimensions turn, of how many."""
    width = config.get("hidden_size") or config["n_embd"]
    head = width // (config.get("num_attention_heads") or config["n_head"])
    return int(config.get("rotary_dim") or head * config.get("rotary_pct", 1)), head


def frequencies(config, length):
    d, _ = turned(config)
    base = float(config.get("rope_theta") or config.get("rotary_emb_base") or 10000)
    inverse = 1.0 / base ** (np.arange(0, d, 2) / d)
    scaling = config.get("rope_scaling") or {}
    kind = scaling.get("rope_type") or scaling.get("type")
    if kind is None:
        return inverse, 1.0
    original = scaling.get("original_max_position_embeddings") or config["original_max_position_embeddings"]
    if kind == "llama3":
        low, high = original / scaling["low_freq_factor"], original / scaling["high_freq_factor"]
        wave = 2 * math.pi / inverse
        out = np.where(wave > low, inverse / scaling["factor"], inverse)
        smooth = (original / wave - scaling["low_freq_factor"]) / (
            scaling["high_freq_factor"] - scaling["low_freq_factor"])
        between = (1 - smooth) * out / scaling["factor"] + smooth * out
        return np.where((wave >= high) & (wave <= low), between, out), 1.0
    if kind == "yarn":
        def place(turns):
            return d * math.log(original / (turns * 2 * math.pi)) / (2 * math.log(base))
        low, high = max(math.floor(place(32)), 0), min(math.ceil(place(1)), d - 1)
        kept = 1 - np.clip((np.arange(d // 2) - low) / (high - low), 0, 1)
        return (inverse / scaling["factor"] * (1 - kept) + inverse * kept,
                0.1 * math.log(scaling["factor"]) + 1)
    ratio = config["max_position_embeddings"] / original
    factors = scaling["long_factor"] if length > original else scaling["short_factor"]
    return inverse / np.array(factors), math.sqrt(1 + math.log(ratio) / math.log(original))


out = {}
for name, config in CONFIGS.items():
    values, factor = frequencies(config, 0)
    rotary, head = turned(config)
    out[name] = {
        "config": config, "dimensions": head, "rotary": rotary, "attentionFactor": factor,
        "frequencies": values.tolist(),
        "pairs": "interleaved" if config["model_type"] == "gptj" else "halves",
        "long": frequencies(config, 8192)[0].tolist() if config["model_type"] == "phi3" else None}
with open("configs.json", "w") as file:
    file.write("{\n" + ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in out.items()) + "\n}\n")
