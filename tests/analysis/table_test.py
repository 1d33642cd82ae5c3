"""A sweep's table in Markdown, LaTeX and CSV.

Run it with an interpreter that has matplotlib: ./dev python tests/analysis/table_test.py
"""

import unittest

from plot_test import InScratchFolder, run
from sweep_plot_test import make_sweep

import table


class Tables(InScratchFolder):
    def written(self, *arguments) -> list[str]:
        code, out, err = run(table.main, make_sweep(self.scratch / "sweep"), *arguments)
        self.assertEqual((code, err), (0, ""))
        return out.splitlines()

    def test_markdown_has_mean_and_interval_with_the_best_in_bold(self):
        lines = self.written("--columns", "final_test_loss,samples")
        self.assertEqual(lines[0], "| Workers | Strategy | Final test loss | Samples |")
        self.assertEqual(len(lines), 2 + 8)
        self.assertEqual(lines[2], "| 2 | async | 0.610 ± 0.025 | **6400** |")
        self.assertEqual(lines[9], "| 16 | ssp, staleness 3 | **0.173 ± 0.025** | 5.12e+04 |")

    def test_runs_that_never_reached_the_target_are_counted_and_not_the_best(self):
        lines = self.written("--columns", "time_to_loss_target_s")
        self.assertEqual(lines[2], "| 2 | async | – (0 of 3) |")
        self.assertIn("**0.60 ± 0.25**", lines[8])

    def test_latex_uses_booktabs_and_escapes(self):
        lines = self.written("--format", "tex", "--columns", "final_test_loss")
        self.assertEqual(lines[:2], [r"\begin{tabular}{llr}", r"\toprule"])
        self.assertIn(r"\textbf{0.173 $\pm$ 0.025} \\", lines[-3])
        self.assertEqual(table.escaped("5 %_{x}"), r"5 \%\_\{x\}")

    def test_csv_has_numbers_alone(self):
        lines = self.written("--format", "csv", "--columns", "final_test_loss")
        self.assertEqual(lines[0], "Workers,Strategy,Final test loss mean,Final test loss half interval 95")
        self.assertAlmostEqual(float(lines[1].split(",")[2]), 0.61)

    def test_a_folder_without_a_sweep_says_how_to_make_one(self):
        code, _, err = run(table.main, self.scratch)
        self.assertEqual((code, err), (2, f"{self.scratch}: holds no sweep; make one with: dawdle sweep SWEEP.json "
                                       f"-o {self.scratch}\n"))

    def test_a_wrong_column_lists_the_right_ones(self):
        code, _, err = run(table.main, make_sweep(self.scratch / "sweep"), "--columns", "lossy")
        self.assertEqual(code, 2)
        self.assertIn("no column lossy; the columns are: run, point", err)


if __name__ == "__main__":
    unittest.main()
