"""attnplot beside matplotlib, seaborn, datashader and NumPy: the same figures both ways, in turn.

usage: compare.py [--attnplot .build/release/attnplot] [--folder .build/comparison] [--runs 5]
                  [--growth 32768] [--only WORD|growth] [--torch PYTHON]

Makes a virtual environment in the folder (nothing outside of it is changed), data from a seed, and
runs every pair alternately. Prints a Markdown table of their time over ours, median (least to
greatest), and writes it and the growth of time and memory into Tests/Benchmarks/results/. The row
beside PyTorch needs a Python that has it, named by --torch.
"""
import argparse, csv, datetime, os, platform, re, statistics, subprocess, sys, time, venv

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGES = ["matplotlib", "seaborn", "datashader", "numpy", "pandas", "xarray"]

# ---------------------------------------------------------------- the peers' side, run in the venv

PEERS = r'''
import sys, time, os
begin = time.perf_counter()
import numpy as np
def plt():
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    return plt
def encoding(n, d):
    p = np.arange(n)[:, None]; w = 10000.0 ** (-np.arange(0, d, 2) / d)
    m = np.zeros((n, d), np.float32); m[:, 0::2] = np.sin(p * w); m[:, 1::2] = np.cos(p * w)
    return m
def nine(out, ending):
    p = plt(); import seaborn as sns
    sns.set_theme(style="whitegrid"); M = encoding(100, 256); imported = time.perf_counter()
    def save(name): p.savefig(f"{out}/{name}.{ending}"); p.close("all")
    p.figure(figsize=(12, 6)); p.imshow(M, aspect="auto", cmap="viridis"); p.grid(False); p.title("Positional encoding matrix"); p.xlabel("dimension"); p.ylabel("position"); p.colorbar(); save("pe")
    for name, rows, lo, hi in (("a", [5, 10, 20, 40], 0, 256), ("b", [5], 0, 50), ("c", [1, 5, 20, 50], 226, 256), ("d", [5], 226, 256)):
        p.figure(figsize=(12, 6))
        for r in rows: p.plot(range(lo, hi), M[r, lo:hi], label=f"Position {r}")
        p.xlabel("dimension"); p.ylabel("value"); p.legend(); save(name)
    for name, lo, hi in (("e", 0, 50), ("f", 226, 256)):
        v = M[5, lo:hi]; s = np.zeros_like(v); c = np.zeros_like(v); s[0::2] = v[0::2]; c[1::2] = v[1::2]
        p.figure(figsize=(15, 7)); x = range(lo, hi); p.plot(x, v, lw=2.5, label="combined"); p.plot(x, s, "--", label="sin"); p.plot(x, c, ":", label="cos"); p.legend(); save(name)
    p.figure(figsize=(15, 7)); p.plot(M[12] - M[10], label="12-10"); p.plot(M[14] - M[12], "--", label="14-12"); p.legend(); save("g")
    A = M[:50]; A = A / np.linalg.norm(A, axis=1, keepdims=True)
    p.figure(figsize=(10, 8)); sns.heatmap(A @ A.T, cmap="viridis"); p.title("similarity"); save("h")
    return time.perf_counter() - imported
def draw(matrix, out, **more):
    p = plt(); p.figure(figsize=(16, 16)); p.imshow(matrix, cmap="viridis", **more); p.colorbar(); p.savefig(out)
def blockmean(m, side=1024):
    k = max(1, m.shape[0] // side); n = m.shape[0] // k * k
    return np.concatenate([np.asarray(m[i:i + k, :n]).reshape(1, k, n // k, k).mean((1, 3)) for i in range(0, n, k)])
def best(f, times=3):
    f(); t = []
    for _ in range(times):
        b = time.perf_counter(); f(); t.append(time.perf_counter() - b)
    return min(t)
what, *a = sys.argv[1:]
inner = None
if what == "nine": inner = nine(a[0], a[1])
elif what == "pe":
    p = plt()
    # The notebook that the figure comes from imports seaborn as well.
    if a[1:]: import seaborn as sns; sns.set_theme(style="whitegrid")
    p.figure(figsize=(12, 6)); p.imshow(encoding(100, 256), aspect="auto", cmap="viridis"); p.colorbar(); p.savefig(a[0])
elif what == "imshow": draw(np.load(a[0], mmap_mode="r"), a[1])
elif what == "blockmean": draw(blockmean(np.load(a[0], mmap_mode="r")), a[1])
elif what == "datashader":
    import xarray as xr, datashader as ds, datashader.transfer_functions as tf
    m = np.load(a[0], mmap_mode="r"); n = m.shape[0]
    x = xr.DataArray(m, dims=("y", "x"), coords={"y": np.arange(n), "x": np.arange(n)})
    r = ds.Canvas(plot_width=1280, plot_height=1280).raster(x, agg="mean"); tf.set_background(tf.shade(r, how="linear"), "white").to_pil().save(a[1])
elif what == "similarity":
    u = encoding(int(a[0]), int(a[1])); u /= np.linalg.norm(u, axis=1, keepdims=True); draw(u @ u.T, a[2])
elif what == "attend":
    n = int(a[0]); rng = np.random.default_rng(0); q, k = (rng.standard_normal((n, 64), dtype=np.float32) for _ in range(2))
    s = q @ k.T; s /= np.float32(8); s -= s.max(-1, keepdims=True); np.exp(s, out=s); s /= s.sum(-1, keepdims=True); draw(s, a[1])
elif what == "product":
    x = np.load(a[0])
    def f(): u = x / np.linalg.norm(x, axis=1, keepdims=True); return u @ u.T
    inner = best(f)
elif what == "attention":
    n = int(a[0]); rng = np.random.default_rng(0); q, k, v = (rng.standard_normal((12, n, 64), dtype=np.float32) for _ in range(3)); s = np.empty((12, n, n), np.float32); z = np.empty_like(q)
    def f():
        for i in range(12):
            np.matmul(q[i], k[i].T, out=s[i]); s[i] /= np.float32(8); s[i] -= s[i].max(-1, keepdims=True); np.exp(s[i], out=s[i]); s[i] /= s[i].sum(-1, keepdims=True); np.matmul(s[i], v[i], out=z[i])
    inner = best(f)
elif what == "fused":
    import torch
    torch.manual_seed(0); q, k, v = (torch.randn(1, 12, int(a[0]), 64) for _ in range(3))
    with torch.inference_mode(): inner = best(lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v))
elif what == "line":
    p = plt(); p.figure(figsize=(12, 6)); p.plot(np.load(a[0])[0]); p.savefig(a[1])
elif what == "model":
    m = np.load(a[0], mmap_mode="r"); p = plt(); f, axes = p.subplots(m.shape[0], m.shape[1], figsize=(22, 33))
    for i, row in enumerate(axes):
        for j, ax in enumerate(row): ax.imshow(m[i, j]); ax.set_xticks([]); ax.set_yticks([])
    f.savefig(a[1])
elif what == "data":
    folder, n = a[0], int(a[1]); rng = np.random.default_rng(0)
    m = np.lib.format.open_memmap(f"{folder}/big{n}.npy", mode="w+", dtype=np.float32, shape=(n, n))
    for i in range(0, n, 512): m[i:i + 512] = rng.standard_normal(m[i:i + 512].shape, dtype=np.float32)
    if n == 16384:
        np.save(f"{folder}/vectors.npy", rng.standard_normal((8192, 256), dtype=np.float32))
        np.save(f"{folder}/line.npy", np.cumsum(rng.standard_normal(1000000)).reshape(1, -1))
        w = np.lib.format.open_memmap(f"{folder}/model.npy", mode="w+", dtype=np.float32, shape=(24, 16, 512, 512))
        for l in range(24): e = np.exp(2 * rng.standard_normal((16, 512, 512), dtype=np.float32)); w[l] = e / e.sum(-1, keepdims=True)
elif what == "same":  # that both have the same matrix: ours as .npy, theirs computed here
    ours = np.load(a[0])
    M = encoding(100, 256)
    if a[1] == "pe": theirs = M
    elif a[1] == "lines": theirs = M[[int(r) for r in a[2].split(",")], int(a[3]):int(a[4])]
    elif a[1] == "parts": v = M[5, int(a[2]):int(a[3])]; even = np.arange(len(v)) % 2 == 0; theirs = np.stack([v, v * even, v * ~even])
    elif a[1] == "shift": theirs = np.stack([M[12] - M[10], M[14] - M[12]])
    else: u = M[:50].astype(float); u /= np.linalg.norm(u, axis=1, keepdims=True); theirs = u @ u.T
    error = np.abs(ours - theirs).max(); assert ours.shape == theirs.shape and error < 2e-6, error
    print("same", error)
elif what == "versions":
    import matplotlib, seaborn, datashader; print(f"NumPy {np.__version__}, matplotlib {matplotlib.__version__}, seaborn {seaborn.__version__}, datashader {datashader.__version__}")
if inner is not None: print("seconds", inner)
'''


def run(command, environment=None):
    """Seconds from start to end, seconds the command names itself, MB resident."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    output, errors = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    whole = time.perf_counter() - begin
    if status != 0:
        raise SystemExit(f"{command}: {errors[-800:]}")
    found = re.search(r"^seconds (\S+)", output, re.M)
    return whole, float(found.group(1)) if found else None, usage.ru_maxrss / 1024, output


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--attnplot", default=".build/release/attnplot")
    parser.add_argument("--folder", default=".build/comparison")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--growth", type=int, default=32768)
    parser.add_argument("--torch", default="")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    ours = os.path.abspath(options.attnplot)
    bench = os.path.join(os.path.dirname(ours), "benchmarks")
    folder = os.path.abspath(options.folder)
    out = os.path.join(folder, "out")
    os.makedirs(out, exist_ok=True)
    python = os.path.join(folder, "venv", "bin", "python")
    if not os.path.exists(python):
        venv.create(os.path.join(folder, "venv"), with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    script = os.path.join(folder, "peers.py")
    open(script, "w").write(PEERS)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    peer = lambda *a: run([python, script, *map(str, a)], environment)
    if not os.path.exists(f"{folder}/model.npy"):
        peer("data", folder, 16384)
    hello = os.path.join(folder, "hello")
    if not os.path.exists(hello):
        open(hello + ".swift", "w").write('print("Hello")\n')
        subprocess.run(["swiftc", "-O", hello + ".swift", "-o", hello], check=True)
    large = f"{folder}/big16384.npy"

    # Both have the same matrices, figure by figure.
    encoding = ["--dimensions", "256"]
    for arguments, *what in (
        (["pe-heatmap", "--positions", "100"], "pe"),
        (["pe-lines", "--at-positions", "5,10,20,40"], "lines", "5,10,20,40", 0, 256),
        (["pe-lines", "--at-positions", "5", "--dims", "0-49"], "lines", "5", 0, 50),
        (["pe-lines", "--at-positions", "1,5,20,50", "--dims", "226-255"], "lines", "1,5,20,50", 226, 256),
        (["pe-lines", "--at-positions", "5", "--dims", "226-255"], "lines", "5", 226, 256),
        (["decompose", "--position", "5", "--dims", "0-49"], "parts", 0, 50),
        (["decompose", "--position", "5", "--dims", "226-255"], "parts", 226, 256),
        (["shift", "--pairs", "12-10,14-12"], "shift"),
        (["similarity", "--positions", "50"], "similarity"),
    ):
        run([ours, *arguments, *encoding, "--save-matrix", f"{out}/same.npy"])
        peer("same", f"{out}/same.npy", *what)

    def warm(name):
        """The median of one stage in a process that is warm, taken in turn with the peer's."""
        _, _, memory, text = run([bench, "5", name])
        return float(text.split("\t")[1]) / 1000, None, memory, text

    nine = "pe-matrix,four-positions,position5-first50,decompose-low,last30-four-positions,last30-position5,decompose-high,shift-fingerprint,similarity"
    rows = []

    def compare(label, target, theirs, mine, inner=False):
        """Runs both in turn; the ratio of each turn."""
        if options.only not in label:
            return
        ratios, a, b, memory = [], [], [], 0
        for _ in range(options.runs):
            t = theirs()
            # Where the peer takes half a minute one turn has to do, but not for us.
            turns = sorted((mine() for _ in range(3 if options.runs == 1 else 1)), key=lambda turn: turn[0])
            o = turns[len(turns) // 2]
            theirs_time = t[1] if inner and t[1] is not None else t[0]
            our_time = o[0]
            memory = max(memory, o[2])
            a.append(theirs_time)
            b.append(our_time)
            ratios.append(theirs_time / our_time)
        rows.append((label, statistics.median(a), statistics.median(b), statistics.median(ratios), min(ratios), max(ratios), target, memory))
        print(rows[-1], file=sys.stderr, flush=True)

    for ending in ("png", "svg", "pdf"):
        fresh = lambda ending=ending: run([ours, "batch", "--output", f"{out}/nine", "--formats", ending, "--only", nine, "--force", "--quiet"])
        compare(f"nine figures, {ending}, whole process", "40", lambda ending=ending: peer("nine", out, ending), fresh)
        compare(f"nine figures, {ending}, warm", "25" if ending == "png" else "40", lambda ending=ending: peer("nine", out, ending), lambda ending=ending: warm(f"nine on all cores {ending}"), inner=True)
    heatmap = lambda: run([ours, "pe-heatmap", "--positions", "100", "--dimensions", "256", "-o", f"{out}/o.png"])
    compare("pe-heatmap, png, whole process, as the notebook does", "40", lambda: peer("pe", f"{out}/p.png", "seaborn"), heatmap)
    compare("pe-heatmap, png, whole process, matplotlib alone", "", lambda: peer("pe", f"{out}/p.png"), heatmap)
    def big():
        # The peer may have driven it out of the page cache.
        subprocess.run(["cat", large], stdout=subprocess.DEVNULL, check=True)
        return run([ours, "heatmap", "--input", large, "-o", f"{out}/o.png"])

    compare("heatmap 16384², block mean by hand", "2.5", lambda: peer("blockmean", large, f"{out}/p.png"), big)
    compare("heatmap 16384², datashader", "12", lambda: peer("datashader", large, f"{out}/p.png"), big)
    compare("line of 1 000 000 points", "10", lambda: peer("line", f"{folder}/line.npy", f"{out}/p.png"), lambda: run([ours, "lines", "--input", f"{folder}/line.npy", "-o", f"{out}/o.png"]))
    compare("similarity --input 8192 × 256, NumPy's product alone", "1", lambda: peer("product", f"{folder}/vectors.npy"), lambda: run([ours, "similarity", "--input", f"{folder}/vectors.npy", "-o", f"{out}/o.png"]), inner=True)
    for n in (1024, 4096):
        compare(f"attention, weights kept, n = {n}", "1.3", lambda n=n: peer("attention", n), lambda n=n: warm(f"attention weights {n}"), inner=True)
    if options.torch:
        fused = lambda: run([options.torch, script, "fused", "4096"], environment)
        compare("attention, output alone, n = 4096, PyTorch's fused", "1", fused, lambda: warm("attention output 4096"), inner=True)
    compare("--version over a Swift hello-world (ours over theirs)", "at most 4", lambda: run([ours, "--version"]), lambda: run([hello]))
    compare("--help over a Swift hello-world (ours over theirs)", "at most 4", lambda: run([ours, "--help"]), lambda: run([hello]))
    options.runs = min(options.runs, 2)
    compare("model-view 24 × 16, n = 512", "30", lambda: peer("model", f"{folder}/model.npy", f"{out}/p.png"), lambda: run([ours, "model-view", "--weights", f"{folder}/model.npy", "-o", f"{out}/o.png"]))
    thousand(folder, ours, compare)
    options.runs = 1
    compare("heatmap 16384², imshow", "100", lambda: peer("imshow", large, f"{out}/p.png"), big)
    compare("similarity of 16384 positions, d = 512", "100", lambda: peer("similarity", 16384, 512, f"{out}/p.png"), lambda: run([ours, "similarity", "--positions", "16384", "--dimensions", "512", "-o", f"{out}/o.png"]))

    processor = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
    versions = peer("versions")[3].strip()
    table = [
        f"{datetime.date.today()}, {os.cpu_count()} cores of {processor.group(1) if processor else platform.machine()}; {versions}, Python {platform.python_version()}.",
        "",
        "| Work | Theirs, s | Ours, s | Ratio: median (least – greatest) | Wanted | Ours, MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for label, a, b, median, least, greatest, target, memory in rows:
        table.append(f"| {label} | {a:.3f} | {b:.4f} | {median:.1f} ({least:.1f} – {greatest:.1f}) | {target} | {memory:.0f} |")
    text = "\n".join(table) + "\n"
    print(text)
    if options.only == "growth":
        growth(options.growth, ours, folder, out, peer)
    if not options.only:
        open(os.path.join(HERE, "results", "comparison.md"), "w").write(text)
        growth(options.growth, ours, folder, out, peer)


def thousand(folder, ours, compare):
    """A batch of 1000 different figures: two jobs beside one, and a second run beside the first."""
    place = os.path.join(folder, "thousand")
    os.makedirs(place, exist_ok=True)
    with open(f"{place}/figures.yaml", "w") as file:
        file.write("output: figures\ndefaults: { formats: [png], size: 600x400px }\nfigures:\n")
        for k in range(1000):
            kind = ("pe-heatmap", "similarity", "decompose", "shift")[k % 4]
            more = f"position: {k}" if kind == "decompose" else f'pairs: ["{k}-{k // 2}"]' if kind == "shift" else f"positions: {20 + k // 4}"
            file.write(f"  - {{ id: f{k}, kind: {kind}, dimensions: 64, {more} }}\n")
    batch = lambda *more: run([ours, "batch", f"{place}/figures.yaml", "--quiet", *more])
    compare("batch of 1000, one job over two", "1.85", lambda: batch("--force", "--jobs", "1"), lambda: batch("--force", "--jobs", "2"))
    compare("batch of 1000, first run over a second one", "20", lambda: batch("--force"), lambda: batch())


def growth(greatest, ours, folder, out, peer):
    """Time and peak memory against n, ours and the peers', into results/growth.csv."""
    path = os.path.join(HERE, "results", "growth.csv")
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["n", "heatmap s", "heatmap MB", "imshow s", "imshow MB", "similarity s", "similarity MB", "NumPy similarity s", "NumPy similarity MB", "attention s", "attention MB", "NumPy attention s", "NumPy attention MB", "batch s", "batch MB"])
        n = 256
        while n <= greatest:
            data = f"{folder}/big{n}.npy"
            if not os.path.exists(data):
                peer("data", folder, n)
            manifest = f"{folder}/growth.yaml"
            open(manifest, "w").write(f"output: growth\ndefaults: {{ formats: [png] }}\nfigures:\n  - {{ id: f, kind: pe-heatmap, dimensions: 64, matrix: {{ positions: [{', '.join(str(10 + k) for k in range(n))}] }} }}\n")
            row = [n]
            # All read it from the page cache, not one of them from the disk.
            subprocess.run(["cat", data], stdout=subprocess.DEVNULL, check=True)
            # imshow holds some fifty bytes a cell: beyond this the machine's memory ends.
            drawable = n <= 16384
            for measured in (
                lambda: run([ours, "heatmap", "--input", data, "-o", f"{out}/o.png"]),
                drawable and (lambda: peer("imshow", data, f"{out}/p.png")),
                lambda: run([ours, "similarity", "--positions", str(n), "--dimensions", "512", "-o", f"{out}/o.png"]),
                drawable and (lambda: peer("similarity", n, 512, f"{out}/p.png")),
                n <= 8192 and (lambda: run([ours, "attention", "--tokens", " ".join(map(str, range(n))), "--dimensions", "64", "-o", f"{out}/o.png"])),
                drawable and (lambda: peer("attend", n, f"{out}/p.png")),
                n <= 4096 and (lambda: run([ours, "batch", manifest, "--force", "--quiet"])),
            ):
                if not measured:
                    row += ["nan", "nan"]
                    continue
                time_taken, _, memory, _ = measured()
                row += [f"{time_taken:.3f}", f"{memory:.0f}"]
            writer.writerow(row)
            file.flush()
            print(row, file=sys.stderr, flush=True)
            if n > 16384:
                os.remove(data)
            n *= 2
    for name, columns, label in (("time", "1,3,5,7,9,11,13", "seconds"), ("memory", "2,4,6,8,10,12,14", "MB resident")):
        run([ours, "lines", "--input", path, "--of-columns", columns, "--x-from", "0", "--x-scale", "log", "--y-scale", "log",
             "--title", f"Growth of {name} with n", "--y-label", label, "--size", "900x520px", "-o", os.path.join(HERE, "..", "..", "output", f"growth-{name}.svg")])


if __name__ == "__main__":
    main()
