# Writes formulas.json: values of formulas for which the other files of this folder have none, by
# mpmath (50 digits, rounded once), or by the steps of the programs that define them. Needs mpmath
# and numpy: python3 make_formulas.py
import json
import random

import numpy as np
from mpmath import mp, mpf, cos, exp, floor, ceil, log, pi, sin, sqrt

mp.dps = 50
random.seed(18)
out = {}


def inverse(base, d):
    return [mpf(base) ** (-mpf(2 * i) / d) for i in range(d // 2)]


def floats(values):
    return [float(v) for v in values]


# NTK-aware scaling
out["ntk"] = []
for base, d, factor in [(10000, 128, 4), (500000, 64, 2.5), (10000, 4, 16), (10000, 80, 1)]:
    scaled = mpf(base) * mpf(factor) ** (mpf(d) / (d - 2))
    out["ntk"].append(
        {"base": base, "dimensions": d, "factor": factor, "frequencies": floats(inverse(scaled, d))})

# YaRN with other parameters than the references have
out["yarn"] = []
for base, d, factor, original, fast, slow, truncate in [
    (10000, 128, 16, 4096, 32, 1, True),
    (10000, 64, 40, 4096, 32, 1, False),
    (150000, 64, 32, 4096, 32, 1, False),
    (1000000, 128, 4, 262144, 24, 2, True),
]:
    bound = lambda turns: d * log(mpf(original) / (turns * 2 * pi)) / (2 * log(mpf(base)))
    low, high = bound(mpf(fast)), bound(mpf(slow))
    if truncate:
        low, high = floor(low), ceil(high)
    low, high = max(low, 0), min(high, d - 1)
    ramp = [min(1, max(0, (i - low) / (high - low))) for i in range(d // 2)]
    values = [w / factor * r + w * (1 - r) for w, r in zip(inverse(base, d), ramp)]
    out["yarn"].append(
        {"base": base, "dimensions": d, "factor": factor, "original": original, "betaFast": fast,
         "betaSlow": slow, "truncate": truncate, "frequencies": floats(values),
         "attentionFactor": float(mpf(1) / 10 * log(mpf(factor)) + 1)})

# Turns far out
out["far"] = []
for base, d in [(10000, 64), (500000, 128)]:
    for position in [1, 131072, 1048577, 2**30 + 1, 2**40 + 1, -(2**45) - 3]:
        for pair in [0, 1, d // 4, d // 2 - 1]:
            angle = position * inverse(base, d)[pair]
            out["far"].append([base, d, position, pair, float(cos(angle)), float(sin(angle))])

# RoFormer's bound, section 3.4.3
out["bound"] = []
for d in [16, 128]:
    for distance in [0, 1, 2, 50, 200, -200, 4096]:
        total, sums = mpf(0), mpf(0)
        real, imaginary = mpf(0), mpf(0)
        for w in inverse(10000, d):
            real, imaginary = real + cos(distance * w), imaginary + sin(distance * w)
            total += sqrt(real**2 + imaginary**2)
        out["bound"].append([d, distance, float(total / (d // 2))])

# M-RoPE as transformers' Qwen2-VL has it: cosines of every axis, cut into sections and joined again
d, sections = 16, [2, 3, 3]
places = [[0, 0, 0], [1, 1, 1], [2, 2, 2], [2, 2, 3], [2, 3, 2], [2, 3, 3], [4, 4, 4]]
w = np.array(floats(inverse(10000, d)))
angles = np.array(places).T[:, :, None] * w  # axes, tokens, pairs
doubled = np.concatenate([angles, angles], -1)
parts, start = [], 0
for i, size in enumerate(sections * 2):
    parts.append(doubled[i % 3, :, start:start + size])
    start += size
out["mrope"] = {"dimensions": d, "sections": sections, "places": places,
                "angles": np.concatenate(parts, -1)[:, :d // 2].tolist()}
# Qwen3-VL's
mixed = angles[0].copy()
for axis in (1, 2):
    at = slice(axis, sections[axis] * 3, 3)
    mixed[:, at] = angles[axis][:, at]
out["mrope"]["interleaved"] = mixed.tolist()

# Axial rotations: Qwen2-VL's vision (a table of positions, looked up for rows and columns), Pixtral's
rows, columns, d = 3, 4, 16
own = np.outer(np.arange(max(rows, columns)), np.array(floats(inverse(10000, d // 2))))
every = np.array(floats(inverse(10000, d)))
out["grid"] = {
    "rows": rows, "columns": columns, "dimensions": d,
    "own": [[*own[r], *own[c]] for r in range(rows) for c in range(columns)],
    "shared": [[*(r * every[::2]), *(c * every[1::2])] for r in range(rows) for c in range(columns)]}
out["grid"] = json.loads(json.dumps(out["grid"], default=float))

# big_vision's posemb_sincos_2d
d = 16
omega = [mpf(10000) ** (-mpf(i) / (d // 4 - 1)) for i in range(d // 4)]
out["vit"] = {"rows": rows, "columns": columns, "dimensions": d, "values": [
    floats([sin(c * o) for o in omega] + [cos(c * o) for o in omega]
           + [sin(r * o) for o in omega] + [cos(r * o) for o in omega])
    for r in range(rows) for c in range(columns)]}

# KERPLE, FIRE, RetNet at query i, key j
pairs = [(0, 0), (5, 5), (5, 3), (100, 1), (1000, 7), (40, 39)]
r1, r2 = [0.7, 1.25, 0.01], [0.3, 1.5, 2.0]
out["kerple"] = {"r1": r1, "r2": r2, "places": pairs, "logarithmic": [
    floats([-mpf(a) * log(1 + mpf(b) * (i - j)) for i, j in pairs]) for a, b in zip(r1, r2)],
    "power": [floats([-mpf(a) * mpf(i - j) ** mpf(b) for i, j in pairs]) for a, b in zip(r1, r2)]}

hidden, heads = 4, 3
weight0 = [[random.uniform(-2, 2)] for _ in range(hidden)]
bias0 = [random.uniform(-1, 1) for _ in range(hidden)]
weight1 = [[random.uniform(-2, 2) for _ in range(hidden)] for _ in range(heads)]
bias1 = [random.uniform(-1, 1) for _ in range(heads)]
c, threshold = 0.125, 64.0
psi = lambda x: log(mpf(c) * x + 1)


def network(x):
    inner = [max(mpf(0), mpf(w[0]) * x + mpf(b)) for w, b in zip(weight0, bias0)]
    return [sum(mpf(w) * h for w, h in zip(row, inner)) + mpf(b) for row, b in zip(weight1, bias1)]


out["fire"] = {
    "c": c, "threshold": threshold, "weight0": weight0, "bias0": bias0, "weight1": weight1,
    "bias1": bias1, "places": pairs,
    "values": [floats(network(psi(i - j) / psi(max(mpf(threshold), i)))) for i, j in pairs]}

out["retnet"] = [
    [h, m, float((1 - mpf(2) ** (-5 - h)) ** m), float(m * log(1 - mpf(2) ** (-5 - h)))]
    for h in [0, 1, 7, 30] for m in [0, 1, 2, 63, 5000]]

# Shaw's and Transformer-XL's additions in one head, by numpy's einsum
rng = np.random.default_rng(18)
n, width, clip, d = 5, 4, 2, 6
q, k = rng.normal(size=(n, width)), rng.normal(size=(n, width))
table = rng.normal(size=(2 * clip + 1, width))
index = np.clip(np.arange(n)[None] - np.arange(n)[:, None], -clip, clip) + clip
shaw = np.einsum("id,ijd->ij", q, table[index]) / np.sqrt(width)
W = rng.normal(size=(width, d))
u, v = rng.normal(size=width), rng.normal(size=width)
far = np.arange(n)[:, None] - np.arange(n)[None]
wd = np.array(floats(inverse(10000, d)))
R = np.concatenate([np.sin(far[..., None] * wd), np.cos(far[..., None] * wd)], -1)
xl = (np.einsum("id,ijd->ij", q + v, R @ W.T) + (k @ u)[None]) / np.sqrt(width)
out["queries"] = {
    "query": q.tolist(), "key": k.tolist(), "clip": clip, "table": table.tolist(),
    "shaw": shaw.tolist(), "projection": W.tolist(), "u": u.tolist(), "v": v.tolist(),
    "transformerXL": xl.tolist()}

with open("formulas.json", "w") as file:
    json.dump(out, file)
    file.write("\n")
