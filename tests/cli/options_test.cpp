// What the command line itself says: help, versions, wrong words, completion, the schema.
#include "tests/cli/command.hpp"

#include <doctest/doctest.h>

using namespace cli;
using std::string;

namespace {

bool contains(const string& text, std::string_view part) { return text.find(part) != string::npos; }

}  // namespace

TEST_CASE("every command's help says what it does and how it is called, on standard output") {
  const Folder folder;
  for (const string command : {"run", "check", "list", "plot", "schema", "completion"}) {
    const Ended help = dawdle(folder, {command, "--help"});
    CAPTURE(command);
    CHECK(help.code == 0);
    CHECK(help.err == "");
    CHECK(contains(help.out, "Usage: dawdle " + command));
    CHECK(contains(help.out, "Examples:"));
    CHECK(contains(help.out, "Exit codes:"));
  }
}

TEST_CASE("the version names itself, the commit and the compiler") {
  const Folder folder;
  const Ended version = dawdle(folder, {"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("dawdle 0."));
  CHECK(contains(version.out, "(commit "));
  CHECK((contains(version.out, "g++ ") || contains(version.out, "clang++ ")));
}

TEST_CASE("a wrong command line ends with code 2 and a sentence on standard error") {
  const Folder folder;
  folder.write("s.json", small_scenario());
  struct Case {
    std::vector<string> arguments;
    string said;
  };
  for (const auto& [arguments, said] : std::vector<Case>{
           {{}, "A subcommand is required"},
           {{"rnu", "s.json"}, "got \"rnu\"; did you mean \"run\"?"},
           {{"list", "stragler"}, "got \"stragler\"; did you mean \"stragglers\"?"},
           {{"run"}, "SCENARIO is required"},
           {{"run", "s.json", "--thread", "3"}, "got \"--thread\"; did you mean \"--threads\"?"},
           {{"run", "s.json", "more.json"}, "not expected"},
           {{"run", "s.json", "--seed", "-1"}, "s.json: /seed: expected an integer of at least 0, got -1"},
           {{"run", "s.json", "--seed", "x"}, "s.json: /seed: expected an integer of at least 0, got the string \"x\""},
           {{"run", "s.json", "-j", "0"}, "--threads: Value 0 not in range 1 to 1024"},
           {{"run", "s.json", "--set", "workers=3"}, "--set: expected /pointer=value, got workers=3"},
           {{"run", "s.json", "--set", "/wrokers=3"}, "s.json: /wrokers: expected one of \"name\""},
           {{"run", "s.json", "--set", "/workers/x=3"}, "s.json: /workers: expected an object or array"},
           {{"run", "s.json", "--set", "/a~2=3"}, "s.json: expected a JSON Pointer"},
           {{"check", "s.json", "t.json"}, "not expected"},
           {{"run", "nowhere.json"}, "nowhere.json: cannot be read: No such file or directory"},
           {{"run", "."}, ".: cannot be read: Is a directory"}}) {
    const Ended ended = dawdle(folder, arguments);
    CAPTURE(said);
    CAPTURE(ended.err);
    CHECK(ended.code == 2);
    CHECK(ended.out == "");
    CHECK(contains(ended.err, said));
    CHECK_FALSE(folder.has("results"));
  }
}

TEST_CASE("list names every family, or one") {
  const Folder folder;
  const Ended all = dawdle(folder, {"list"});
  for (const string kind : {"ssp", "ring", "pareto", "star", "quadratic", "digits", "sgd", "cosine", "exponential",
                            "interleaved", "outage", "hypercube"})
    CHECK(contains(all.out, "\n  " + kind + " "));
  const Ended one = dawdle(folder, {"list", "networks"});
  CHECK(contains(one.out, "instant"));
  CHECK_FALSE(contains(one.out, "pareto"));
}

TEST_CASE("the completion is valid bash and completes commands, options and files") {
  const Folder folder;
  folder.write("quick.json", "{}");
  folder.write("completion.bash", dawdle(folder, {"completion"}).out);
  CHECK(shell(folder, "bash -n completion.bash").code == 0);
  const auto complete = [&folder](const string& words, int which) {
    return shell(folder, "source ./completion.bash; COMP_WORDS=(" + words + "); COMP_CWORD=" + std::to_string(which) +
                             "; _dawdle; echo \"${COMPREPLY[@]}\"")
        .out;
  };
  CHECK(complete("dawdle ru", 1) == "run\n");
  CHECK(complete("dawdle run --thr", 2) == "--threads\n");
  CHECK(complete("dawdle run qui", 2) == "quick.json\n");
}

TEST_CASE("the schema in the repository is the program's: dawdle schema > scenarios/scenario.schema.json") {
  const Folder folder;
  const Ended schema = dawdle(folder, {"schema"});
  CHECK(schema.code == 0);
  CHECK_MESSAGE(slurp(DAWDLE_SOURCE_DIR "/scenarios/scenario.schema.json") == schema.out,
                "write it anew: dawdle schema > scenarios/scenario.schema.json");
}

TEST_CASE("every scenario and every sweep that comes with the program passes its check") {
  const Folder folder;
  int checked = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(DAWDLE_SOURCE_DIR "/scenarios")) {
    const string name = entry.path().filename().string();
    if (!name.ends_with(".json") || name.ends_with(".schema.json") || name.ends_with(".expected.json") ||
        name.ends_with(".claim.json"))
      continue;
    const string text = slurp(entry.path()), path = entry.path().string();
    const bool sweep = contains(text, "\"axes\"") || contains(text, "\"points\"");
    if (!sweep && !contains(text, "\"workers\""))
      continue;  // a result
    const Ended ended = dawdle(folder, {"check", path});
    CHECK_MESSAGE(ended.code == 0, ended.err);
    ++checked;
  }
  CHECK(checked >= 2);
}

TEST_CASE("a scenario and a sweep are told apart, and each command says which it wants") {
  const Folder folder;
  const string scenario = DAWDLE_SOURCE_DIR "/scenarios/quickstart.json";
  const string sweep = DAWDLE_SOURCE_DIR "/scenarios/gallery/server-link.json";
  for (const std::vector<string>& wrong :
       {std::vector<string>{"run", sweep, "-o", "r"}, {"explain", sweep}, {"check", sweep, "--set", "/workers=4"}}) {
    const Ended ended = dawdle(folder, wrong);
    CHECK(ended.code == 2);
    CHECK(ended.err == sweep + ": expected a scenario, got a sweep: dawdle sweep takes it\n");
  }
  const Ended ended = dawdle(folder, {"sweep", scenario, "-o", "s"});
  CHECK(ended.code == 2);
  CHECK(ended.err == scenario + ": expected a sweep, got a scenario: dawdle run takes it, and a sweep's \"base\"\n");
  folder.write("bad.json", R"({"base": ")" + scenario + R"(", "axes": [{"/strategy/stalenes": [1]}]})");
  const Ended checked = dawdle(folder, {"check", "bad.json"});
  CHECK(checked.code == 2);
  CHECK(contains(checked.err, "stalenes"));
}

TEST_CASE("the manual page is made where help2man is installed") {
  const Folder folder;
  if (shell(folder, "command -v help2man").code != 0)
    return skip("no help2man");
  CHECK(contains(slurp(std::filesystem::path(DAWDLE_BINARY).parent_path() / "dawdle.1"), ".SH EXAMPLES"));
}
