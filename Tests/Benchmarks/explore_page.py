#!/usr/bin/env python3
"""How long the live page takes from a key or a slider's move to the picture that shows it.

usage: explore_page.py PROGRAM [REPEATS]

PROGRAM is a release build of attnplot with attnplot-explore beside it. Chromium is driven through
chromedriver (Debian: chromium-driver); the time runs in the page, from the event that a control is sent to
the frame after the picture was decoded. Prints a line for each control: its name and the median, the
ninth tenth and the greatest time in milliseconds.
"""

import json
import subprocess
import sys
import urllib.request

PROBE = """
const [id, value, done] = arguments;
const field = document.getElementById(id)
  || document.querySelector(`input[type=range][data-option="${id}"]`);
const image = document.getElementById('image');
const before = image.src;
const begin = performance.now();
field.value = value;
field.dispatchEvent(new Event('input', {bubbles: true}));
const look = async () => {
  if (image.src === before) return setTimeout(look, 1);
  await image.decode();
  requestAnimationFrame(() => done(performance.now() - begin));
};
look();
"""

# The figure to begin with, the control, and what it is given one after the other.
MOVES = [
    ("sentence", "sentence", [f"The cat sat on the mat and saw {word}" for word in
                              ("a", "an", "an o", "an ow", "an owl", "an owls", "an owl t", "an owl to")]),
    ("sentence", "seed", [str(seed) for seed in range(2, 10)]),
    ("pe-matrix", "positions", [str(count) for count in range(60, 100, 5)]),
    ("four-positions", "dimensions", [str(count) for count in range(96, 256, 20)]),
    ("similarity", "positions", [str(count) for count in range(30, 62, 4)]),
    ("bert-head0", "head", [str(head) for head in range(1, 9)]),
]


def call(address, method, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["value"]


def main():
    program = sys.argv[1]
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    server = subprocess.Popen([program, "explore"], stdout=subprocess.PIPE, text=True)
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
    session = None
    try:
        page = server.stdout.readline().strip()
        line = ""
        while "successfully on port" not in line:
            line = driver.stdout.readline()
        base = f"http://127.0.0.1:{line.rsplit(' ', 1)[1].strip().rstrip('.')}"
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            "--lang=en"]}
        session = base + "/session/" + call(base + "/session", "POST", {
            "capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})["sessionId"]

        def run(script, *arguments, kind="sync"):
            return call(f"{session}/execute/{kind}", "POST", {"script": script, "args": list(arguments)})

        call(session + "/url", "POST", {"url": page})
        for figure, control, values in MOVES:
            run("""const [name, done] = arguments;
                const wait = () => {
                  const choice = document.getElementById('figure');
                  if (!choice.options.length || !document.getElementById('image').src) return setTimeout(wait, 20);
                  const label = name === 'sentence' ? choice.options[0] : [...choice.options].find((o) => o.value === name);
                  choice.selectedIndex = label.index;
                  choice.dispatchEvent(new Event('change'));
                  setTimeout(done, 700);
                };
                wait();""", figure, kind="async")
            times = []
            for _ in range(repeats):
                for value in values:
                    times.append(run(PROBE, control, value, kind="async"))
            times.sort()
            print(f"explore {figure} {control}\t{times[len(times) // 2]:.1f}"
                  f"\t{times[len(times) * 9 // 10]:.1f}\t{times[-1]:.1f}", flush=True)
    finally:
        if session:
            call(session, "DELETE")
        driver.kill()
        server.terminate()


if __name__ == "__main__":
    main()
