"""Makes figures.json and the files of computed/: what figures of attention must show, in NumPy.

    pip install numpy
    python make_figure_fixtures.py

The weights are those of ../minilm and ../smollm2. -inf is written as null.
"""
import json
import math
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
COMPUTED = os.path.join(HERE, "computed")


def load(name):
    return np.load(os.path.join(HERE, "..", name)).astype(np.float64)


def matrix(a):
    a = np.atleast_2d(np.asarray(a, dtype=np.float64))
    return {"rows": a.shape[0], "columns": a.shape[1],
            "values": [None if v == -math.inf else v for v in a.ravel().tolist()]}


def softmax(x):
    top = x.max(axis=-1, keepdims=True)
    e = np.exp(x - np.where(np.isinf(top), 0, top))
    s = e.sum(axis=-1, keepdims=True)
    return np.divide(e, s, out=np.zeros_like(e), where=s != 0)


def save(name, array):
    np.save(os.path.join(COMPUTED, name), array)


os.makedirs(COMPUTED, exist_ok=True)
rng = np.random.default_rng(11)
q, k, v = rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 6, 4)), rng.normal(size=(2, 6, 3))
for name, array in (("query", q), ("key", k), ("value", v)):
    save(name + ".npy", array)
    save(name + "0.npy", array[0].astype(np.float32))

# Each query sees at least one key in all of these.
allowed = np.tril(np.ones((5, 6), bool), 1)
keys = np.array([True, True, False, True, True, False])
additive = np.where(allowed, rng.normal(size=(5, 6)), -np.inf)
save("mask-bool.npy", allowed)
save("mask-bytes.npy", allowed.astype(np.uint8))
save("mask-numbers.npy", allowed.astype(np.float32))
save("mask-hides.npy", ~allowed)
save("mask-keys.npy", keys)
save("mask-additive.npy", additive)
save("mask-least.npy", np.where(allowed, 0, np.finfo(np.float32).min).astype(np.float32))
save("mask-counts.npy", np.full((5, 6), 2, np.int64))
save("mask-narrow.npy", np.ones((5, 5), bool))


def stages(head, mask=None, temperature=1.0, scale=None):
    scores = q[head] @ k[head].T
    scaled = scores * (1 / math.sqrt(4) if scale is None else scale) / temperature
    masked = scaled if mask is None else scaled + mask
    weights = softmax(masked)
    return {n: matrix(a) for n, a in (
        ("scores", scores), ("scaled", scaled), ("masked", masked), ("weights", weights),
        ("output", weights @ v[head]))}


def hide(seen):
    return np.where(np.broadcast_to(seen, (5, 6)), 0.0, -np.inf)


i, j = np.arange(5)[:, None], np.arange(6)[None, :]
computed = {
    "none": stages(1),
    "causal": stages(1, hide(j <= i)),
    "window": stages(1, hide(abs(i - j) <= 1)),
    "padding": stages(1, hide(j < 4)),
    "bool": stages(1, hide(allowed)),
    "keys": stages(1, hide(keys)),
    "additive": stages(1, additive),
    "temperature": stages(1, temperature=0.5),
    "scale": stages(1, scale=2.0),
}

a = load("minilm/s1_attentions.npy")
s2 = load("minilm/s2_attentions.npy")
smol = load("smollm2/s1_attentions.npy")
n = a.shape[-1]

kept = [index for index in range(n) if index not in (0, n - 1)]  # without [CLS] and [SEP]
inner = a[4, 3][np.ix_(kept, kept)]


def roll(layers, residual):
    out = None
    for layer in layers:
        mixed = (1 - residual) * layer + residual * np.eye(layer.shape[0])
        mixed /= mixed.sum(axis=1, keepdims=True)
        out = mixed if out is None else mixed @ out
    return out


def measures(t):
    logs = np.log(t, out=np.zeros_like(t), where=t > 0)
    size = t.shape[-1]
    away = abs(np.arange(size)[:, None] - np.arange(size)[None, :])
    return {
        "entropy": matrix(-(t * logs).sum(-1).mean(-1)),
        "distance": matrix((t * away).sum(-1).mean(-1)),
        "diagonal": matrix(np.diagonal(t, 0, -2, -1).mean(-1)),
        "previous": matrix(np.diagonal(t, -1, -2, -1).mean(-1)),
        "next": matrix(np.diagonal(t, 1, -2, -1).mean(-1)),
        "first": matrix(t[..., 0].mean(-1))}


values = {
    "made_with": f"numpy {np.__version__}",
    "computed": computed,
    "head": matrix(a[4, 3]),
    "second": matrix(s2[2, 1]),
    "smol": matrix(smol[10, 2]),
    "inner": matrix(inner),
    "renormalized": matrix(inner / inner.sum(axis=1, keepdims=True)),
    "combined": {how: {
        "layer": matrix(getattr(a[5], how)(axis=0)),
        "head": matrix(getattr(a[:, 3], how)(axis=0)),
        "all": matrix(getattr(a, how)(axis=(0, 1)))} for how in ("mean", "max", "min")},
    "rollout": {
        "last": matrix(roll(a.mean(axis=1), 0.5)),
        "third": matrix(roll(a.mean(axis=1)[:3], 0.25)),
        "max": matrix(roll(a.max(axis=1), 0.5)),
        "causal": matrix(roll(smol.mean(axis=1)[:5], 0.5))},
    "measures": measures(a),
    "causalMeasures": measures(smol),
}
with open(os.path.join(HERE, "figures.json"), "w") as file:
    json.dump(values, file, separators=(",", ":"))
    file.write("\n")
