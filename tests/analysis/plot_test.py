"""Figures from small made-up runs: their size, fonts and bytes, and the one line each kind of bad input gets.

Run it with an interpreter that has matplotlib: ./dev python tests/analysis/plot_test.py
"""

import contextlib
import io
import json
import os
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

ANALYSIS = Path(__file__).resolve().parents[2] / "analysis"
sys.path.insert(0, str(ANALYSIS))
import compare
import gantt
import link_use
import plot
import staleness
import style
import theory
from tables import read_table, run_script

PARTS = "compute_s,wait_s,transfer_s,server_s,down_s,total_s"


def make_run(folder: Path, name="a run", workers=4, accuracy=True, staleness="0,5\n", outcome="done") -> Path:
    folder.mkdir()
    columns = "time_s,updates,train_loss,test_loss" + (",test_accuracy" if accuracy else "")
    rows = [[i, 10 * i, 2 / (i + 1), 3 / (i + 1), i / 10][: columns.count(",") + 1] for i in range(10)]
    (folder / "curve.csv").write_text("\n".join([columns, *(",".join(map(str, row)) for row in rows)]) + "\n")
    bars = "".join(f"{i},{5 + i / workers},{4 - i / workers},0.5,0.5,0,10\n" for i in range(workers))
    (folder / "workers.csv").write_text(f"worker,{PARTS}\n{bars}")
    (folder / "staleness.csv").write_text(f"staleness,count\n{staleness}")
    (folder / "summary.json").write_text(json.dumps({"name": name, "outcome": outcome}))
    return folder


def make_trace(path: Path, workers=4, steps=20) -> Path:
    """Each worker computes for 2 ms and waits for 1 ms, over and over."""
    events = [{"ph": "M", "pid": 9, "name": "process_name", "args": {"name": "workers"}}]
    for worker in range(workers):
        for step in range(steps):
            for category, begin, length in [("compute", 3000 * step, 2000), ("wait", 3000 * step + 2000, 1000)]:
                events.append({"ph": "X", "pid": 9, "tid": worker, "ts": begin, "dur": length, "name": category,
                               "cat": category})
    path.write_text(json.dumps({"traceEvents": events}))
    return path


def run(main, *arguments) -> tuple[int, str, str]:
    """What the script would do as a process: exit code, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        with mock.patch.object(sys, "argv", ["script", *map(str, arguments)]):
            try:
                run_script(main)
            except SystemExit as end:
                return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def png_size(path: Path) -> tuple[int, int]:
    return struct.unpack(">II", path.read_bytes()[16:24])


class InScratchFolder(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)


class Figures(InScratchFolder):
    def drawn(self, *arguments, **options) -> list[str]:
        folder = make_run(self.scratch / "run", **options)
        code, out, err = run(plot.main, folder, *arguments)
        self.assertEqual((code, err), (0, ""))
        return [Path(line).name for line in out.splitlines()]

    def test_a_run_with_accuracy_has_two_rows_of_panels_in_two_columns_width(self):
        self.assertEqual(self.drawn("--format", "png"), ["curve.png", "workers.png"])
        self.assertEqual(png_size(self.scratch / "run/curve.png"), (2100, 1200))
        self.assertEqual(png_size(self.scratch / "run/workers.png")[0], 1020)

    def test_a_run_with_only_a_loss_has_one_row(self):
        self.drawn("--format", "png", accuracy=False)
        self.assertEqual(png_size(self.scratch / "run/curve.png"), (2100, 675))

    def test_stale_gradients_get_a_histogram(self):
        self.assertIn("staleness.pdf", self.drawn(staleness="0,5\n3,7\n"))

    def test_widely_spread_staleness_and_a_thousand_workers_are_drawn(self):
        names = self.drawn("--format", "png", workers=1000, staleness="0,5\n1000,7\n")
        self.assertEqual(names, ["curve.png", "workers.png", "staleness.png"])

    def test_the_exact_law_is_drawn_where_there_is_one(self):
        law = {"staleness": np.array([[0, 1, 9], [0.6, 0.4, 0]]), "mean_staleness": np.array([[0], [2]])}
        for exact, labels in [({}, ["mean 1.75, largest 3"]), (law, ["exact law", "mean 1.75 (exact: 2), largest 3"])]:
            known = mock.patch.object(theory, "of_scenario", lambda path: exact)
            with known, mock.patch.object(style, "save") as saved:
                folder = make_run(self.scratch / f"run{len(labels)}", staleness="0,5\n3,7\n")
                staleness.draw(folder, ["png"], "")
                (axes,) = saved.call_args.args[0].axes
            self.assertEqual([line.get_label() for line in axes.lines], labels)

    def test_pdf_fonts_are_embedded_as_true_type(self):
        self.drawn("--format", "pdf")
        for pdf in self.scratch.glob("run/*.pdf"):
            self.assertIn(b"/FontFile2", pdf.read_bytes())
            self.assertNotIn(b"/Type3", pdf.read_bytes())

    def test_the_same_run_gives_the_same_bytes(self):
        for name in ["first", "second"]:
            run(plot.main, make_run(self.scratch / name), "--format", "png,pdf,svg")
        for figure in (self.scratch / "first").glob("*.*[gf]"):
            self.assertEqual(figure.read_bytes(), (self.scratch / "second" / figure.name).read_bytes(), figure.name)

    def test_a_run_that_simulates_time_alone_has_no_curve(self):
        folder = make_run(self.scratch / "run")
        (folder / "curve.csv").write_text("time_s,updates\n1,1\n")
        _, out, _ = run(plot.main, folder, "--format", "png")
        self.assertEqual(out, f"{folder / 'workers.png'}\n")

    def test_a_trace_in_the_folder_becomes_a_timeline_of_a_row_a_worker_up_to_32(self):
        folder = make_run(self.scratch / "run")
        for workers, height in [(4, 462), (40, 1806)]:
            make_trace(folder / "trace.json", workers)
            _, out, err = run(plot.main, folder, "--format", "png")
            self.assertEqual((out.split()[-1], err), (str(folder / "timeline.png"), ""))
            self.assertEqual(png_size(folder / "timeline.png"), (2100, height))

    def test_a_timeline_shows_the_first_steps(self):
        spans = gantt.read_spans(make_trace(self.scratch / "t.json"))
        self.assertEqual(sorted(spans), [0, 1, 2, 3])
        begin, end = gantt.first_steps(list(spans.values()))
        self.assertEqual(begin, 0)
        self.assertAlmostEqual(end, 0.003 * (gantt.STEPS - 1) + 0.002)
        few = gantt.read_spans(make_trace(self.scratch / "t.json", steps=2))
        self.assertAlmostEqual(gantt.first_steps(list(few.values()))[1], 0.006)

    def test_measured_links_become_a_map_of_utilisation_with_the_busiest_on_top(self):
        folder = make_run(self.scratch / "run")
        (folder / "links_over_time.csv").write_text(
            "from_s,to_s,link,carried_bytes,utilisation\n0,1,a,5,0.25\n1,3,b,9,0.5\n1,3,a,1,0.1\n")
        _, out, err = run(plot.main, folder, "--format", "png")
        self.assertEqual((out.split()[-1], err), (str(folder / "links.png"), ""))
        table = read_table(folder / "links_over_time.csv", ["link"], words=["link"])
        links, edges, grid = link_use.utilisation(table)
        self.assertEqual((links, list(edges)), (["a", "b"], [0, 1, 3]))
        np.testing.assert_array_equal(grid, [[0.25, 0.1], [0, 0.5]])

    def test_a_diverged_loss_and_a_name_with_dollar_signs_are_drawn(self):
        folder = make_run(self.scratch / "run", name="costs $5 or $_6", outcome="diverged")
        with open(folder / "curve.csv", "a", encoding="utf-8") as curve:
            curve.write("10,100,inf,nan,\n")
        self.assertEqual(run(plot.main, folder, "--format", "png")[0], 0)


class Comparison(InScratchFolder):
    def test_runs_are_compared_in_one_figure(self):
        runs = [make_run(self.scratch / name, name) for name in ["sync", "async"]]
        figure = self.scratch / "compare.png"
        for target in ["accuracy=0.5", "loss=0.7", "accuracy=2"]:
            self.assertEqual(run(compare.main, *runs, "-o", figure, "--target", target), (0, f"{figure}\n", ""))
            self.assertEqual(png_size(figure), (2100, 840))

    def test_the_target_is_met_at_the_first_evaluation_at_or_beyond_it(self):
        y = np.array([0.1, np.nan, 0.5, 0.4, 0.6])
        a_run = compare.Run("", np.arange(5.0), y)
        self.assertEqual(compare.first_met(a_run, 0.5, rising=True), [2])
        self.assertEqual(compare.first_met(a_run, 0.7, rising=True), [])
        self.assertEqual(compare.first_met(a_run, 0.1, rising=False), [0])

    def test_test_data_is_preferred_and_equal_names_are_told_apart(self):
        folders = [make_run(self.scratch / name, "same") for name in ["a", "b"]]
        column, runs = compare.read_runs(folders, "time_s", "loss")
        self.assertEqual(column, "test_loss")
        self.assertEqual([r.name for r in runs], [f"same ({folder})" for folder in folders])


class Errors(InScratchFolder):
    def check(self, expected: str, main, *arguments):
        code, _, err = run(main, *arguments)
        self.assertEqual(code, 2)
        self.assertEqual(err.replace(str(self.scratch), "DIR"), expected + "\n")

    def check_curve(self, text: str | bytes, expected: str):
        folder = self.scratch / "run"
        if not folder.exists():
            make_run(folder)
        (folder / "curve.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        self.check("DIR/run/curve.csv" + expected, plot.main, folder)

    def test_a_missing_folder_says_how_to_make_one(self):
        self.check("DIR/x: no such folder; make one with: dawdle run SCENARIO.json -o DIR/x", plot.main,
                   self.scratch / "x")

    def test_a_run_that_applied_no_gradient_is_drawn_without_their_staleness(self):
        code, out, err = run(plot.main, make_run(self.scratch / "run", staleness=""))
        self.assertEqual((code, err), (0, ""))
        self.assertNotIn("staleness", out)

    def test_what_is_of_a_sweep_is_refused_for_a_run(self):
        self.check("DIR/run: is a run, but --y, --logx are of a sweep", plot.main, make_run(self.scratch / "run"), "--y",
                   "loss", "--logx")

    def test_an_unfinished_run_says_what_to_do(self):
        folder = make_run(self.scratch / "run")
        (folder / "summary.json").unlink()
        self.check("DIR/run: summary.json is not there, so the run has not finished; run it again", plot.main, folder)

    def test_a_folder_without_results_is_named(self):
        (self.scratch / "notes.txt").write_text("")
        self.check("DIR: none of curve.csv, workers.csv, staleness.csv is there; is it the folder of a run?", plot.main,
                   self.scratch)

    def test_a_missing_column_lists_the_columns_present(self):
        self.check_curve("time_s,train_loss\n1,2\n", ": no column updates; the columns are: time_s, train_loss")

    def test_an_empty_file_and_one_without_rows_hold_no_measurements(self):
        for text in ["", "time_s,updates,train_loss\n"]:
            self.check_curve(
                text, ": holds no measurements; did the run end before its first evaluation? Run it again")

    def test_a_cell_that_is_no_number_is_given_with_its_line(self):
        self.check_curve("time_s,updates,train_loss\n1,1,1\n2,2,abc\n",
                         ':3: train_loss: expected a number, got "abc"')

    def test_a_line_cut_short_is_given_with_its_number(self):
        self.check_curve("time_s,updates,train_loss\n1,1\n", ":2: 2 cells under 3 column names")

    def test_a_binary_file_is_one_line_too(self):
        code, _, err = run(plot.main, make_run(self.scratch / "other"), "--format", "gif")
        self.assertEqual(code, 2)
        self.assertIn("expected some of png, pdf, svg, pgf, got gif", err)
        self.check_curve(b"\xff\xfe\x00", ": cannot be read: 'utf-8' codec can't decode byte 0xff in position 0: "
                         "invalid start byte")

    def test_a_trace_that_is_none_is_named(self):
        folder = make_run(self.scratch / "run")
        for text, problem in [("[1]", "expected a trace, as written by dawdle run --trace: "),
                              ('{"traceEvents": []}', "no worker did anything in it; ")]:
            (folder / "trace.json").write_text(text)
            code, _, err = run(plot.main, folder, "--format", "png")
            self.assertEqual(code, 2)
            self.assertTrue(err.startswith(f"{folder / 'trace.json'}: {problem}"), err)
        self.check("DIR/no.json: cannot be read: No such file or directory", plot.main, folder, "--trace",
                   self.scratch / "no.json")

    def test_an_interpreter_without_matplotlib_says_what_to_install(self):
        (self.scratch / "matplotlib.py").write_text("raise ImportError\n")
        done = subprocess.run([sys.executable, ANALYSIS / "plot.py", self.scratch], capture_output=True, text=True,
                              env=os.environ | {"PYTHONPATH": str(self.scratch)}, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn("install python3-matplotlib", done.stderr)

    def test_a_figure_that_cannot_be_written_is_named(self):
        folder = make_run(self.scratch / "run")
        (folder / "curve.png").mkdir()
        self.check("DIR/run/curve.png: cannot be written: Is a directory", plot.main, folder, "--format", "png")


if __name__ == "__main__":
    unittest.main()
