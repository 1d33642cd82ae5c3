"""Every kind of figure, drawn by dawdle itself from runs and a sweep that it has just simulated.

Run it with an interpreter that has matplotlib: ./dev python tests/analysis/real_runs_test.py build/dawdle
"""

import json
import subprocess
import sys
import unittest
from pathlib import Path

from plot_test import InScratchFolder, png_size

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SWEEP = {
    "name": "real",
    "base": {
        "workers": 2,
        "data": {"kind": "digits", "samples": 500, "test_fraction": 0.2},
        "model": "softmax_regression",
        "optimizer": {"kind": "sgd", "learning_rate": 0.1, "batch": 16},
        "strategy": "sync_allreduce",
        "compute": {"per_sample": "1 ms", "straggler": {"kind": "exponential", "mean": "4 ms"}},
        "network": {"kind": "star", "latency": "50 us", "bandwidth": "1 Gbit/s"},
        "stop": {"time": "1 s"},
        "record": {"evaluate_every": {"time": "100 ms"}},
    },
    "axes": [{"/workers": [2, 4]}, {"/strategy": ["sync_allreduce", "async"]}],
    "seeds": 2,
}


class RealRuns(InScratchFolder):
    def dawdle(self, *arguments) -> str:
        done = subprocess.run([dawdle, *map(str, arguments)], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def check(self, printed: str, names: set[str]) -> None:
        paths = [Path(line) for line in printed.splitlines()]
        self.assertEqual({path.stem for path in paths}, names)
        for path in paths:
            if path.suffix == ".png":
                self.assertIn(png_size(path)[0], (1020, 2100), path)
                self.assertGreater(path.stat().st_size, 10_000, path)
            else:
                self.assertIn(b"/FontFile2", path.read_bytes(), path)
                self.assertNotIn(b"/Type3", path.read_bytes(), path)

    def test_a_run_has_its_figures(self):
        folder = self.scratch / "run"
        self.dawdle("run", SCENARIOS / "ssp-behind-a-slow-switch.json", "-o", folder, "--trace", folder / "trace.json")
        self.check(self.dawdle("plot", folder), {"curve", "workers", "staleness", "timeline"})

    def test_a_run_on_a_graph_has_its_links(self):
        folder = self.scratch / "run"
        self.dawdle("run", SCENARIOS / "golden" / "network-fat-tree.json", "-o", folder)
        self.assertIn("links", {Path(line).stem for line in self.dawdle("plot", folder).splitlines()})

    def test_a_sweep_has_its_figures_and_its_table(self):
        file, folder = self.scratch / "sweep.json", self.scratch / "sweep"
        file.write_text(json.dumps(SWEEP))
        self.dawdle("sweep", file, "-o", folder)
        self.check(self.dawdle("plot", folder), {"curves", "speedup", "heatmap", "tradeoff", "shares"})
        self.assertIn("\\toprule", self.dawdle("table", folder, "--format", "tex"))


if __name__ == "__main__":
    dawdle = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
