"""Makes the JSON fixtures of this folder: values of attention that attnplot had no part in.

    pip install numpy torch
    python make_fixtures.py

scaled-dot-product.json  every stage in NumPy, float64, written out plainly; weights and output
                         checked here against PyTorch's scaled_dot_product_attention
multi-head.json          PyTorch's nn.MultiheadAttention, float64
minilm-views.json        views of minilm-s1-attentions.npy, in NumPy

minilm-s1-attentions.npy holds the attention of all-MiniLM-L6-v2 (a BERT encoder, Apache-2.0) for
"The robot picked up the ball because it was too heavy", float32 [6, 12, 13, 13], as transformers'
eager implementation gives it.

A masked score, -inf, is written as null.
"""
import json
import math
import os

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
MADE_WITH = f"numpy {np.__version__}, torch {torch.__version__}"


def matrix(a):
    a = np.asarray(a, dtype=np.float64)
    values = [None if v == -math.inf else v for v in a.ravel().tolist()]
    return {"rows": a.shape[0], "columns": a.shape[1], "values": values}


def write(name, content):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump({"made_with": MADE_WITH, **content}, file, separators=(",", ":"))
        file.write("\n")


def softmax(x):
    top = x.max(axis=-1, keepdims=True)
    top = np.where(np.isinf(top), 0, top)
    e = np.exp(x - top)
    s = e.sum(axis=-1, keepdims=True)
    return np.divide(e, s, out=np.zeros_like(e), where=s != 0)


def scaled_dot_product():
    rng = np.random.default_rng(1)
    inf = math.inf

    def blocked(allowed):
        return np.where(allowed, 0.0, -inf)

    def case(name, n, m, dk, dv, mask=None, additive=None, scale=None, temperature=1.0, spread=1.0):
        q = rng.normal(size=(n, dk)) * spread
        k = rng.normal(size=(m, dk)) * spread
        v = rng.normal(size=(m, dv))
        factor = (1 / math.sqrt(dk) if scale is None else scale) / temperature
        scores = q @ k.T
        scaled = scores * factor
        masked = scaled if additive is None else scaled + additive
        weights = softmax(masked)
        output = weights @ v
        theirs = torch.nn.functional.scaled_dot_product_attention(
            torch.tensor(q)[None, None], torch.tensor(k)[None, None], torch.tensor(v)[None, None],
            attn_mask=None if additive is None else torch.tensor(additive), scale=factor)[0, 0]
        seen = np.isfinite(masked).any(axis=1)
        assert np.abs(theirs.numpy()[seen] - output[seen]).max(initial=0) < 1e-12, name
        return {
            "name": name, "mask": mask, "scale": scale, "temperature": temperature,
            "query": matrix(q), "key": matrix(k), "value": matrix(v), "scores": matrix(scores),
            "scaled": matrix(scaled), "masked": matrix(masked), "weights": matrix(weights),
            "output": matrix(output)}

    i, j = np.arange(6)[:, None], np.arange(6)[None, :]
    a, b = np.arange(3)[:, None], np.arange(7)[None, :]
    some = rng.random((5, 6)) < 0.5
    some[2] = False  # a query that sees nothing
    bias = rng.normal(size=(4, 5))
    bias[1, 2] = bias[3, 0] = -inf
    padding = [True, True, False, True, False, False]
    cases = [
        case("the article's shapes", 6, 6, 4, 4),
        case("one token", 1, 1, 1, 1),
        case("cross", 3, 5, 4, 2),
        case("causal", 6, 6, 4, 3, {"causal": 0}, blocked(j <= i)),
        case("causal, last aligned", 3, 7, 4, 3, {"causal": 4}, blocked(b <= a + 4)),
        case("causal, first sees nothing", 6, 6, 4, 3, {"causal": -1}, blocked(j <= i - 1)),
        case("window", 6, 6, 4, 3, {"before": 2, "after": 1}, blocked((j >= i - 2) & (j <= i + 1))),
        case("padding", 4, 6, 3, 2, {"padding": padding},
             np.broadcast_to(blocked(np.array(padding)), (4, 6))),
        case("all padding", 2, 3, 2, 2, {"padding": [False] * 3}, np.full((2, 3), -inf)),
        case("boolean", 5, 6, 4, 4, {"allowed": some.ravel().tolist()}, blocked(some)),
        case("additive", 4, 5, 4, 4, {"additive": matrix(bias)}, bias),
        case("causal and padding", 6, 6, 4, 3, {"causal": 0, "padding": padding},
             blocked((j <= i) & np.array(padding))),
        case("scale", 4, 4, 8, 8, scale=1.0),
        case("temperature", 4, 4, 8, 8, temperature=0.25),
        case("large scores", 5, 5, 4, 4, spread=200.0),
        case("wide", 20, 24, 16, 8, {"causal": 4},
             blocked(np.arange(24)[None, :] <= np.arange(20)[:, None] + 4)),
    ]
    article = np.array([0.8, -0.1, 10.5, 9.2, 5.4, 3.1])
    write("scaled-dot-product.json", {
        "cases": cases,
        "softmax": {"scores": article.tolist(), "raw": softmax(article).tolist(),
                    "scaled": softmax(article / 2).tolist()}})


def multi_head():
    torch.manual_seed(1)
    torch.set_default_dtype(torch.float64)

    def numbers(t):
        return None if t is None else t.detach().numpy().ravel().tolist()

    def case(name, width, heads, n, m=None, kdim=None, vdim=None, bias=True, causal=False,
             padding=None):
        module = torch.nn.MultiheadAttention(
            width, heads, bias=bias, kdim=kdim, vdim=vdim, batch_first=True)
        if bias:  # they start as 0
            torch.nn.init.normal_(module.in_proj_bias)
            torch.nn.init.normal_(module.out_proj.bias)
        x = torch.randn(1, n, width)
        y = x if m is None else torch.randn(1, m, kdim or width)
        z = y if vdim is None else torch.randn(1, m, vdim)
        mask = torch.triu(torch.ones(n, m or n), 1).bool() if causal else None
        pad = None if padding is None else ~torch.tensor([padding])
        output, weights = module(
            x, y, z, attn_mask=mask, key_padding_mask=pad, average_attn_weights=False)
        packed = module.in_proj_weight
        return {
            "name": name, "heads": heads, "causal": causal, "padding": padding,
            "query": matrix(x[0]), "key": matrix(y[0]), "value": matrix(z[0]),
            "in_proj_weight": None if packed is None else matrix(packed.detach()),
            "q_proj_weight": None if packed is not None else matrix(module.q_proj_weight.detach()),
            "k_proj_weight": None if packed is not None else matrix(module.k_proj_weight.detach()),
            "v_proj_weight": None if packed is not None else matrix(module.v_proj_weight.detach()),
            "in_proj_bias": numbers(module.in_proj_bias),
            "out_proj_weight": matrix(module.out_proj.weight.detach()),
            "out_proj_bias": numbers(module.out_proj.bias),
            "weights": [matrix(w) for w in weights[0].detach()],
            "output": matrix(output[0].detach())}

    write("multi-head.json", {"cases": [
        case("one head", 8, 1, 5),
        case("two heads", 8, 2, 5),
        case("four heads, causal", 8, 4, 6, causal=True),
        case("eight heads of one dimension", 8, 8, 4),
        case("no biases", 6, 3, 4, bias=False),
        case("cross", 8, 2, 3, m=5),
        case("cross, padding", 8, 4, 3, m=5, padding=[True, True, False, True, False]),
        case("cross, own widths", 8, 2, 3, m=5, kdim=6, vdim=10),
    ]})


def minilm_views():
    a = np.load(os.path.join(HERE, "minilm-s1-attentions.npy")).astype(np.float64)
    layers, heads, n, _ = a.shape
    distance = np.abs(np.arange(n)[:, None] - np.arange(n)[None, :])
    logs = np.log(a, out=np.zeros_like(a), where=a > 0)
    per_layer = {"mean": a.mean(axis=1), "max": a.max(axis=1), "min": a.min(axis=1)}

    def roll(mats, residual):
        out = []
        for m in mats:
            m = (1 - residual) * m + residual * np.eye(n)
            m = m / m.sum(axis=1, keepdims=True)
            out.append(m @ out[-1] if out else m)
        return out

    summary = [[{
        "entropy": float(-(a[l, h] * logs[l, h]).sum(axis=1).mean()),
        "distance": float((a[l, h] * distance).sum(axis=1).mean()),
        "diagonal": float(np.diag(a[l, h]).mean()),
        "previous": float(np.diag(a[l, h], -1).mean()),
        "next": float(np.diag(a[l, h], 1).mean()),
        "first": float(a[l, h, :, 0].mean()),
    } for h in range(heads)] for l in range(layers)]
    write("minilm-views.json", {
        "headsOfLastLayer": {k: matrix(v[-1]) for k, v in per_layer.items()},
        "layersOfHead3": {k: matrix(getattr(a[:, 3], k)(axis=0)) for k in per_layer},
        "rollout": [matrix(m) for m in roll(per_layer["mean"], 0.5)],
        "rolloutOfMaxWithoutResidual": matrix(roll(per_layer["max"], 0.0)[-1]),
        "entropiesOfLayer4Head3": (-(a[4, 3] * logs[4, 3]).sum(axis=1)).tolist(),
        "distancesOfLayer4Head3": (a[4, 3] * distance).sum(axis=1).tolist(),
        "summary": summary})


scaled_dot_product()
multi_head()
minilm_views()
