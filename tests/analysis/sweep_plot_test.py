"""Figures from a small made-up sweep: size, fonts, no empty axes, and the one line each kind of bad input gets.

Run it with an interpreter that has matplotlib: ./dev python tests/analysis/sweep_plot_test.py
"""

import gzip
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

from plot_test import InScratchFolder, make_run, png_size, run

import heat_map
import plot
import speed_up as speed_up_figure
import style
import sweep_curves
import theory
import time_shares
import trade_off
from sweeps import read_sweep, value_text

STRATEGIES = ["async", '"{""kind"":""ssp"",""staleness"":3}"']


def make_sweep(folder: Path, seeds=3, diverged=False) -> Path:
    folder.mkdir()
    runs = ["run,point,seed,/workers,/strategy,outcome,reason,time_s,updates,samples,final_test_loss,"
            "time_to_loss_target_s,compute_share,wait_share,transfer_share,server_share,down_share"]
    curves = ["run,point,seed,time_s,updates,samples,train_loss,test_loss"]
    for run_id in range(8 * seeds):
        point, seed = divmod(run_id, seeds)
        workers, strategy = 2 ** (1 + point // 2), STRATEGIES[point % 2]
        outcome = "diverged" if diverged and run_id == 0 else "done"
        runs.append(f"{run_id},{point},{seed},{workers},{strategy},{outcome},,10,{100 * workers},{3200 * workers},"
                    f"{0.1 + 1 / workers + seed / 100},{'' if workers == 2 else 8 / workers + seed / 10},0.5,0.3,0.2,0,0")
        curves += [f"{run_id},{point},{seed},{t},{10 * t},{32 * t},{2 / (t + 1)},{3 / (t + 1) + seed / 50}"
                   for t in range(11)]
    (folder / "runs.csv").write_text("\n".join(runs) + "\n")
    (folder / "curves.csv").write_text("\n".join(curves) + "\n")
    return folder


# Stands for dawdle: the theory of points 0, 2, 4, 6, the asynchronous ones.
PROGRAM = """#!/bin/sh
case "$*" in
  "theory "*"/sweep.json --only update_s --points "*)
    printf 'point,curve,x,y\\n0,update_s,0,0.4\\n2,update_s,0,0.2\\n4,update_s,0,0.1\\n6,update_s,0,0.05\\n' ;;
  "theory "*"/sweep.json --only test_loss --points 0")
    printf 'point,curve,x,y\\n0,test_loss,0,3\\n0,test_loss,10,0.5\\n' ;;
  *) exit 1 ;;
esac
"""


def lightness(color: str) -> float:
    """CIE L*, 0 to 100: what is left of a colour in grey print."""
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    y = linear @ [0.2126, 0.7152, 0.0722]
    return 116 * np.cbrt(y) - 16 if y > 0.008856 else 903.3 * y


class Style(unittest.TestCase):
    def test_lines_differ_in_grey_and_by_dash_and_by_marker(self):
        grey = sorted(lightness(line["color"]) for line in style.LINES)
        self.assertGreater(min(np.diff(grey)), 8)
        self.assertLess(grey[-1], 85)  # white paper is 100
        for key in ("linestyle", "marker"):
            self.assertEqual(len({line[key] for line in style.LINES}), len(style.LINES))


class Theory(InScratchFolder):
    def setUp(self):
        super().setUp()
        program = self.scratch / "dawdle"
        program.write_text(PROGRAM)
        program.chmod(0o755)
        mock.patch.dict("os.environ", {"DAWDLE_PROGRAM": str(program)}).start()
        self.addCleanup(mock.patch.stopall)
        self.folder = make_sweep(self.scratch / "sweep")

    def dashed(self, figure: str, *arguments) -> list[list]:
        """(x, y) of theory's lines, by the axes of a figure."""
        found = {}
        with mock.patch.object(style, "save", lambda fig, stem, formats: found.setdefault(stem.name, fig) and []):
            code, _, err = run(plot.main, self.folder, *arguments)
        self.assertEqual((code, err), (0, ""))
        style.plt.close("all")
        return [[line.get_xydata().tolist() for line in axes.lines if line.get_label() == "_theory"]
                for axes in found[figure].axes]

    def test_a_line_that_is_one_point_has_its_exact_curve_and_others_have_none(self):
        one = ("--where", "/workers=2", "--where", "/strategy=async")
        self.assertEqual(self.dashed("curves", *one), [[[[0, 3], [10, 0.5]]]])
        self.assertEqual(self.dashed("curves", *one, "--x", "updates"), [[]])
        self.assertEqual(self.dashed("curves"), [[]])

    def test_the_time_of_updates_is_drawn_beside_throughput_alone(self):
        text = (self.folder / "runs.csv").read_text()
        (self.folder / "runs.csv").write_text(text.replace("time_to_loss_target_s", "other"))
        left, right, efficiency = self.dashed("speedup")  # 1000 samples are 1000/32 updates
        np.testing.assert_allclose(left, [[[2, 12.5], [4, 6.25], [8, 3.125], [16, 1.5625]]])
        np.testing.assert_allclose(right, [[[2, 1], [4, 2], [8, 4], [16, 8]]])
        np.testing.assert_allclose(efficiency, [[[2, 100], [4, 100], [8, 100], [16, 100]]])
        (self.folder / "runs.csv").write_text(text)
        self.assertEqual(self.dashed("speedup"), [[], [], []])

    def test_what_is_no_number_of_workers_has_no_ideal_speed_up(self):
        self.assertEqual(len(self.dashed("speedup")), 3)
        for table in self.folder.glob("*.*"):
            table.write_text(table.read_text().replace("/workers", "/faults/interval"))
        self.assertEqual(len(self.dashed("speedup")), 1)

    def test_a_legend_says_once_what_is_dashed(self):
        _, ((axes,),) = style.figure(style.COLUMN, 2)
        for line in style.LINES[:2]:
            axes.plot([0, 1], [0, 1], **line, label="simulated")
        self.assertEqual([h.get_label() for h in style.with_theory(axes.lines)], ["simulated"] * 2)
        for line in style.LINES[:2]:
            style.theory_line(axes, line, [0, 1], [0, 1])
        self.assertEqual([h.get_label() for h in style.with_theory(axes.lines)], ["simulated"] * 2 + ["theory"])
        style.plt.close("all")


class Figures(InScratchFolder):
    def drawn(self, *arguments, **options) -> list[str]:
        code, out, err = run(plot.main, make_sweep(self.scratch / "sweep", **options), *arguments)
        self.assertEqual((code, err), (0, ""))
        return [Path(line).name for line in out.splitlines()]

    def test_a_sweep_over_two_axes_has_five_figures_at_column_width(self):
        names = self.drawn("--format", "png", diverged=True)
        self.assertEqual(names, ["curves.png", "speedup.png", "heatmap.png", "tradeoff.png", "shares.png"])
        widths = [png_size(self.scratch / "sweep" / name)[0] for name in names]
        self.assertEqual(widths, [1020, 2100, 1020, 1020, 1020])

    def test_fonts_are_embedded_as_true_type_and_pgf_needs_no_latex(self):
        self.drawn("--format", "pdf,pgf")
        for pdf in self.scratch.glob("sweep/*.pdf"):
            self.assertIn(b"/FontFile2", pdf.read_bytes())
            self.assertNotIn(b"/Type3", pdf.read_bytes())
        figures = list(self.scratch.glob("sweep/*.pgf"))
        self.assertEqual(len(figures), 5)
        for figure in figures:
            text = figure.read_text()
            self.assertNotIn("includegraphics", text)
            for begin, end in [(r"\begin{pgfpicture}", r"\end{pgfpicture}"), (r"\begin{pgfscope}", r"\end{pgfscope}"),
                               (r"\begingroup", r"\endgroup")]:
                self.assertGreater(text.count(begin), 0, begin)
                self.assertEqual(text.count(begin), text.count(end), begin)
            braces = re.sub(r"\\[{}]", "", text)
            self.assertEqual(braces.count("{"), braces.count("}"))
            self.assertTrue(text.endswith("\\endgroup%\n"))

    @unittest.skipUnless(shutil.which("pdflatex"), "no pdflatex: that LaTeX takes the PGF files is not checked here")
    def test_latex_sets_every_pgf_figure_at_its_width(self):
        self.drawn("--format", "pgf")
        run(plot.main, make_run(self.scratch / "run", staleness="0,5\n3,7\n"), "--format", "pgf")
        figures = sorted(self.scratch.glob("*/*.pgf"))
        self.assertEqual(len(figures), 8)
        boxes = "".join(rf"\setbox0\hbox{{\input{{{f}}}}}\typeout{{WIDTH {f.stem} \the\wd0}}\box0\newpage" "\n"
                        for f in figures)
        (self.scratch / "paper.tex").write_text(
            "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\\usepackage[T1]{fontenc}\n"
            "\\usepackage{pgf}\\usepackage{textcomp}\n\\begin{document}\n" + boxes + "\\end{document}\n")
        done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"],
                              cwd=self.scratch, capture_output=True, text=True, check=False, errors="replace")
        self.assertEqual(done.returncode, 0, done.stdout[-2000:])
        widths = dict(re.findall(r"WIDTH (\w+) ([\d.]+)pt", done.stdout))
        self.assertEqual(set(widths), {figure.stem for figure in figures})
        for name, width in widths.items():
            two_columns = name in ("curve", "speedup")
            self.assertAlmostEqual(float(width) / 72.27, style.TWO_COLUMN if two_columns else style.COLUMN, 2, name)

    @unittest.skipUnless(shutil.which("pdffonts"), "no pdffonts (poppler-utils): fonts are looked for in the bytes alone")
    def test_pdffonts_says_that_all_fonts_are_embedded(self):
        self.drawn("--format", "pdf")
        for pdf in self.scratch.glob("sweep/*.pdf"):
            rows = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
            self.assertTrue(rows, pdf)
            for row in rows:
                self.assertRegex(row, r"TrueType .* yes +(yes|no) +(yes|no) ")

    def test_no_axes_are_empty(self):
        seen = []

        def look(fig, stem, formats):
            for axes in fig.axes:
                seen.append(stem.name)
                self.assertTrue(axes.lines or axes.collections or axes.patches, f"{stem.name} has empty axes")
                self.assertTrue(axes.get_xlabel() or axes.get_ylabel(), stem.name)
            return []

        with mock.patch.object(style, "save", look):
            self.drawn("--x", "samples", "--logx", "--target", "loss=0.5")
        self.assertEqual(set(seen), {"curves", "speedup", "heatmap", "tradeoff", "shares"})

    def test_points_can_be_chosen_and_groups_combined(self):
        self.drawn("--format", "png", "--where", "/strategy=async", "--group", "/workers,/strategy")

    def test_a_line_is_one_point_where_lines_are_few_and_otherwise_the_legend_says_of_how_many(self):
        sweep = read_sweep(make_sweep(self.scratch / "sweep"))
        self.assertEqual(sweep_curves.default_group(sweep), "/workers,/strategy")
        self.assertEqual(sweep_curves.pooled(sweep, "/workers,/strategy"), 1)
        self.assertEqual(sweep_curves.pooled(sweep, "/workers"), 2)
        self.assertEqual(sweep_curves.default_group(sweep, np.array([0, 1])), "/strategy")
        with mock.patch.object(sweep_curves, "MOST", 7):  # of 8 points
            self.assertEqual(sweep_curves.default_group(sweep), "/workers")

    def test_compressed_curves_are_read(self):
        folder = make_sweep(self.scratch / "sweep")
        (folder / "curves.csv.gz").write_bytes(gzip.compress((folder / "curves.csv").read_bytes()))
        (folder / "curves.csv").unlink()
        self.assertEqual(run(plot.main, folder, "--format", "png")[0], 0)


class Numbers(InScratchFolder):
    def test_runs_evaluated_at_different_places_meet_on_one_grid(self):
        line = np.array([[0.0, 10.0], [0.0, 10.0]])
        late = np.array([[1.0, 5.0], [2.0, 6.0]])
        grid, values = sweep_curves.on_one_grid([line, late])
        self.assertEqual((grid[0], grid[-1]), (1, 5))
        np.testing.assert_allclose(values, [grid, grid + 1])

    def test_a_cell_of_the_heat_map_is_the_mean_over_its_seeds(self):
        sweep = read_sweep(make_sweep(self.scratch / "sweep"))
        means = heat_map.cell_means(sweep, ("/workers", "/strategy"), sweep.figure("final_test_loss"))
        np.testing.assert_allclose(means[0], 0.1 + 1 / 2 + 0.01)
        self.assertEqual(means.shape, (4, 2))

    def test_efficiency_is_the_speed_up_by_the_ideal(self):
        speed_up, efficiency = speed_up_figure._gains(np.array([2, 8]), np.array([6.0, 2.0]), 1)
        np.testing.assert_allclose(speed_up, [2, 6])
        np.testing.assert_allclose(efficiency, [100, 75])

    def test_bars_of_too_many_points_are_means_over_the_points_of_a_group(self):
        sweep = read_sweep(make_sweep(self.scratch / "sweep"))
        bars = {}
        for most in (8, 7):
            with mock.patch.object(time_shares, "MOST", most), mock.patch.object(style, "save", lambda f, *_: f):
                axes = time_shares.draw(sweep, ["png"], "/workers").axes[0]
            bars[most] = len(axes.get_yticks())
            self.assertEqual([b.get_width() for b in axes.containers[0]], [50] * bars[most])
            self.assertEqual([b.get_x() for b in axes.containers[1]], [50] * bars[most])
        self.assertEqual(bars, {8: 8, 7: 4})

    def test_nobody_beats_the_pareto_front_in_both(self):
        x, y = np.array([1, 2, 3, 2.0]), np.array([5, 3, 4, 9.0])
        self.assertEqual(trade_off.pareto_front(x, y), [0, 1])

    def test_swept_values_read_as_words(self):
        self.assertEqual(value_text('{"kind":"ssp","staleness":3}'), "ssp, staleness 3")
        self.assertEqual(value_text("sync_server"), "sync server")
        self.assertEqual(value_text(0.5), "0.5")


class Errors(InScratchFolder):
    def check(self, pattern: str, *arguments, folder=None):
        if folder is None and not (self.scratch / "sweep").exists():
            make_sweep(self.scratch / "sweep")
        code, _, err = run(plot.main, folder or self.scratch / "sweep", *arguments)
        self.assertEqual(code, 2)
        self.assertEqual(err.count("\n"), 1, err)
        self.assertRegex(err, pattern)

    def test_an_empty_folder_and_an_unfinished_sweep_say_what_to_do(self):
        self.check("the folder is empty; fill it with dawdle run or dawdle sweep", folder=self.scratch)
        (self.scratch / "plan.csv").write_text("")
        self.check("the sweep has not finished; the same dawdle sweep command goes on", folder=self.scratch)

    def test_a_wrong_column_lists_the_right_ones(self):
        self.check("no column lossy; the columns are: run, .*, test_loss", "--y", "lossy")
        self.check("no column /x; the columns are: .*/workers, /strategy", "--group", "/x")
        self.check("no column q; the columns are: ", "--value", "q")
        self.check("its values are: 2; 4; 8; 16", "--where", "/workers=3")

    def test_tables_of_different_versions_are_told(self):
        folder = make_sweep(self.scratch / "sweep")
        curves = folder / "curves.csv"
        whole = curves.read_text()
        curves.write_text(whole + "1,0,1,3\n")
        self.check(r"curves.csv:266: 4 cells under 8 column names; are tables of different versions mixed\?")
        curves.write_text(re.sub("^23,", "99,", whole, flags=re.M))
        self.check("run 99 is not in runs.csv; are tables of different versions mixed")

    def test_a_speed_up_needs_numbers_above_zero(self):
        self.check("/strategy holds words; expected a column of numbers", "--against", "/strategy")


if __name__ == "__main__":
    unittest.main()
