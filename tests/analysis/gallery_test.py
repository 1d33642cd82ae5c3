"""The gallery's parts, without the simulator: formulas, verdicts, exact curves, statistics.

Run it with an interpreter that has matplotlib: ./dev python tests/analysis/gallery_test.py
"""

import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "analysis"))
import claim_figure
import gallery
import layer_tables
import style
import theory
from claims import read_claim, verdicts
from formula import evaluate
from over_seeds import mean_and_interval, median_and_quartiles
from sweeps import read_sweep
from tables import InputError

RUNS = """run,point,seed,/workers,outcome,time_s,updates
0,0,1,8,done,10,100
1,0,2,8,done,14,100
2,1,1,16,done,6,100
3,1,2,16,done,6,100
"""


class Formulas(unittest.TestCase):
    def test_arithmetic_over_columns(self):
        columns = {"time_s": np.array([1.0, 4.0]), "updates": np.array([2.0, 2.0])}
        self.assertEqual(evaluate("max(time_s / updates, 1) ** 2", columns).tolist(), [1, 4])

    def test_anything_else_is_refused(self):
        for text in ["__import__('os')", "time_s.shape", "[1]", "lambda: 1", "1 +"]:
            with self.assertRaises(InputError):
                evaluate(text, {"time_s": 1.0})

    def test_an_unknown_name_lists_the_known(self):
        with self.assertRaisesRegex(InputError, "no tmie_s; there is: time_s"):
            evaluate("tmie_s", {"time_s": 1.0})


class Claims(unittest.TestCase):
    def passes(self, tolerance, expected, **how) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "runs.csv").write_text(RUNS)
            check = {"what": "", "expected": expected, "tolerance": tolerance, **how}
            values = {f"t{K}": {"of": "time_s", "where": {"/workers": K}} for K in (8, 16)}
            (verdict,) = verdicts({"values": values, "checks": [check]}, read_sweep(Path(folder)))
            return verdict.passed

    def test_a_figure_has_each_check_on_its_range(self):
        how = {"of": "time_s / updates", "where": {"/workers": 8}}  # .12
        rules = [({"relative": 0.1}, 0.1), ({"at_most": True}, 0.16), ({"between": ["t16", "t8"]}, 10),
                 ({"absolute": 1}, 0)]
        values = {f"t{K}": {"of": "time_s", "where": {"/workers": K}} for K in (8, 16)}
        checks = [{"what": "", "expected": expected, "tolerance": rule, **({} if "between" in rule else how)}
                  for rule, expected in rules]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "runs.csv").write_text(RUNS)
            results = verdicts({"values": values, "checks": checks}, read_sweep(folder))
            with mock.patch.object(style, "save", lambda fig, *_: fig):
                axes = claim_figure.draw(folder, results, ["png"]).axes[0]
            self.assertGreater(claim_figure.draw(folder, results, ["png"])[0].stat().st_size, 5000)
        np.testing.assert_allclose([v.off for v in results[:3]], [(20, 20), (-25, -25), (-40, 20)])
        np.testing.assert_allclose([v.allowed for v in results[:3]], [(-10, 10), (-np.inf, 0), (0, 0)])
        self.assertEqual(len(axes.get_yticks()), 3)  # nothing is a percentage of 0
        self.assertEqual([line.get_marker() for line in axes.lines[:3]], ["D", "o", "o"])
        low, high = axes.get_xlim()
        self.assertTrue(low < -40 and high > 20)

    def test_a_mean_over_seeds_is_held_to_its_tolerance(self):
        how = {"of": "time_s / updates", "where": {"/workers": 8}}  # .12, standard error .02
        self.assertTrue(self.passes({"relative": 0.1}, 0.13, **how))
        self.assertFalse(self.passes({"relative": 0.1}, 0.14, **how))
        self.assertTrue(self.passes({"sigma": 2}, 0.159, **how))
        self.assertFalse(self.passes({"sigma": 2}, 0.161, **how))
        self.assertFalse(self.passes({"absolute": 0.01}, 0.14, **how))
        self.assertFalse(self.passes({"at_most": True}, 0.11, **how))

    def test_a_formula_carries_the_errors_of_its_values(self):
        self.assertTrue(self.passes({"sigma": 2}, 2.6, formula="t8 / t16"))  # 2, standard error 1/3
        self.assertFalse(self.passes({"sigma": 2}, 2.7, formula="t8 / t16"))
        self.assertTrue(self.passes({"between": ["t16", "t8"]}, 8))
        self.assertFalse(self.passes({"between": ["t16", "t8"]}, 13))

    def test_a_place_that_was_not_swept_is_named(self):
        with self.assertRaisesRegex(InputError, "no run with"):
            self.passes({"absolute": 1}, 1, of="time_s", where={"/workers": 3})

    def test_a_mistake_in_a_claim_is_one_line_with_its_place_and_the_nearest_key(self):
        check = {"what": "x", "of": "time_s", "expected": 1, "tolerance": {"sigma": 4}}
        whole = {"paper": "", "claim": "", "checks": [check]}
        for change, expected in [
            ({"check": []}, '/check: unknown key; did you mean "checks"?'),
            ({"checks": [check | {"wher": {}}]}, '/checks/0/wher: unknown key; did you mean "where"?'),
            ({"checks": [check | {"tolerance": {"sigmas": 4}}]}, '/sigmas: unknown key; did you mean "sigma"?'),
            ({"checks": [check | {"formula": "1"}]}, '/checks/0: expected either "formula" or "of"'),
            ({"checks": [{"what": "x"}]}, "/checks/0: expected the key expected, tolerance"),
            ({"values": {"v": 3}}, "/values/v: expected an object, got 3"),
            ({"values": [1]}, "/values: expected an object, got [1]"),
            ({"values": {"v": {"of": 1}}}, "/values/v/of: expected a formula over columns, got 1"),
            ({"values": {"v": {"of": "x", "when": {"time_s": 1, "updates": 2}}}},
             '/when: expected an object of one column and its number, got {"time_s": 1, "updates": 2}'),
            ({"checks": [check | {"where": 8}]}, "/checks/0/where: expected an object of pointers and values, got 8"),
            ({"checks": [check | {"expected": "1"}]}, '/checks/0/expected: expected a number, got "1"'),
            ({"checks": [check | {"tolerance": {"sigma": "4"}}]}, '/tolerance/sigma: expected a number, got "4"'),
            ({"checks": [check | {"tolerance": {"between": ["a"]}}]}, '/between: expected two formulas, got ["a"]'),
            ({"checks": {}}, "/checks: expected an array, got {}"),
            ({"plot": "--y loss"}, '/plot: expected an array of options, got "--y loss"'),
        ]:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "x.claim.json"
                path.write_text(json.dumps(whole | change))
                with self.assertRaises(InputError) as caught:
                    read_claim(path)
                self.assertTrue(str(caught.exception).endswith(expected), caught.exception)

    def test_every_claim_of_the_gallery_has_its_sweep_and_states_its_tolerance(self):
        for path in gallery.chosen([]):
            self.assertTrue(path.with_name(gallery.entry_name(path) + ".json").exists(), path)
            for check in read_claim(path)["checks"]:
                self.assertTrue({"what", "expected", "tolerance"} <= set(check), json.dumps(check))

    def test_an_unknown_entry_lists_the_known(self):
        with self.assertRaisesRegex(InputError, "there is: allreduce, "):
            gallery.chosen(["alreduce"])


PROGRAM = """#!/bin/sh
case "$*" in
  "theory "*/scenario.json) printf 'curve,x,y\\nstaleness,0,0.75\\nstaleness,1,0.25\\n' ;;
  "theory "*"/sweep.json --only update_s --points 0,1") printf 'point,curve,x,y\\n0,update_s,0,3\\n' ;;
  "theory "*"/sweep.json --only update_s --points 0,2,"*) printf 'point,curve,x,y\\n2,update_s,0,5\\n' ;;
  *) exit 1 ;;
esac
"""


class ExactCurves(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        program = self.folder / "dawdle"
        program.write_text(PROGRAM)
        program.chmod(0o755)
        mock.patch.dict("os.environ", {"DAWDLE_PROGRAM": str(program)}).start()
        self.addCleanup(mock.patch.stopall)

    def test_what_the_program_prints_is_read_by_name(self):
        found = theory.of_scenario(self.folder / "scenario.json")
        np.testing.assert_array_equal(found["staleness"], [[0, 1], [0.75, 0.25]])

    def test_a_sweep_has_the_curves_of_its_points_as_far_as_there_are_any(self):
        (self.folder / "runs.csv").write_text(RUNS)
        found = theory.of_points(read_sweep(self.folder), [0.0, 1.0], "update_s")
        self.assertEqual({point: curves["update_s"].tolist() for point, curves in found.items()}, {0: [[0], [3]]})

    def test_theory_is_asked_for_some_of_many_points(self):
        (self.folder / "runs.csv").write_text(RUNS)
        found = theory.of_points(read_sweep(self.folder), list(range(2 * theory.MOST_POINTS)), "update_s")
        self.assertEqual(list(found), [2])

    def test_without_the_program_there_are_none(self):
        with mock.patch.dict("os.environ", {"DAWDLE_PROGRAM": str(self.folder / "nothing")}):
            self.assertEqual(theory.of_scenario(self.folder / "scenario.json"), {})


class OverSeeds(unittest.TestCase):
    def test_the_interval_is_students(self):
        mean, half = mean_and_interval(np.array([1.0, 2.0, 3.0]))
        self.assertAlmostEqual(float(mean), 2)
        self.assertAlmostEqual(float(half), 4.303 / np.sqrt(3), places=6)
        _, half = mean_and_interval(np.arange(41.0))  # t of 40 degrees of freedom: 2.0211
        self.assertAlmostEqual(float(half) / (np.std(np.arange(41), ddof=1) / np.sqrt(41)), 2.0211, places=3)

    def test_a_run_that_never_got_there_counts_as_infinitely_slow(self):
        self.assertEqual(median_and_quartiles(np.array([3, np.nan, 1])), (1, 3, np.inf))
        self.assertEqual(median_and_quartiles(np.array([np.nan, np.nan, 1]))[1], np.inf)


class LayerTables(unittest.TestCase):
    def test_sums_are_the_published_sizes(self):
        for network, parameters, gigaflops in [("vgg16", 138_357_544, 15.5), ("resnet50", 25_557_032, 3.8),
                                               ("resnet152", 60_192_808, 11.3)]:  # multiply-adds: He et al., table 1
            table = layer_tables.table(network)
            self.assertEqual(sum(table["layer_bytes"]), 4 * parameters)
            self.assertAlmostEqual(sum(table["layer_compute"]) / 1e9, gigaflops, delta=0.1)

    def test_the_gallery_has_them(self):
        def model(entry: str) -> dict:
            return json.loads((gallery.GALLERY / f"{entry}.json").read_text(encoding="utf-8"))["base"]["model"]

        for network, entry in [("vgg16", "horovod-overlap"), ("resnet152", "overlapped-servers")]:
            for key, numbers in layer_tables.table(network).items():
                self.assertEqual(model(entry)[key], numbers)


if __name__ == "__main__":
    unittest.main()
