#include "sim/scenario/units.hpp"

#include <doctest/doctest.h>
#include <random>
#include <regex>

using dawdle::parse_quantity;
using dawdle::Unit;

TEST_CASE("a duration is the double that its decimal literal in seconds is") {
  CHECK(parse_quantity("20 us", Unit::seconds) == 20e-6);
  CHECK(parse_quantity("20 \u00b5s", Unit::seconds) == 20e-6);
  CHECK(parse_quantity("20 \u03bcs", Unit::seconds) == 20e-6);
  CHECK(parse_quantity("1.5ms", Unit::seconds) == 1.5e-3);
  CHECK(parse_quantity(" 7 ns ", Unit::seconds) == 7e-9);
  CHECK(parse_quantity("-60 s", Unit::seconds) == -60.0);
  CHECK(parse_quantity("2 min", Unit::seconds) == 120.0);
  CHECK(parse_quantity("1 h", Unit::seconds) == 3600.0);
  CHECK(parse_quantity("0.5 d", Unit::seconds) == 43200.0);
  CHECK(parse_quantity("16 days", Unit::seconds) == 1382400.0);
  CHECK(parse_quantity(".5e3 us", Unit::seconds) == 5e-4);
  CHECK(parse_quantity("+1.E+2 s", Unit::seconds) == 100.0);
  // 1.1 * 60 in doubles would be 66.00000000000001, 0.07 * 3600 252.00000000000003.
  CHECK(parse_quantity("1.1 min", Unit::seconds) == 66.0);
  CHECK(parse_quantity("0.07 h", Unit::seconds) == 252.0);
}

TEST_CASE("sizes and bandwidths know powers of 1000, of 1024, and bits") {
  CHECK(parse_quantity("97.5 MB", Unit::bytes) == 97.5e6);
  CHECK(parse_quantity("1 KiB", Unit::bytes) == 1024.0);
  CHECK(parse_quantity("3 GiB", Unit::bytes) == 3.0 * (1 << 30));
  CHECK(parse_quantity("12 bit", Unit::bytes) == 1.5);
  CHECK(parse_quantity("10 Gbit/s", Unit::bytes_per_second) == 1.25e9);
  CHECK(parse_quantity("10Gbps", Unit::bytes_per_second) == 1.25e9);
  CHECK(parse_quantity("0.1 Gbit/s", Unit::bytes_per_second) == 0.0125e9);
  CHECK(parse_quantity("1 GiB/s", Unit::bytes_per_second) == 1073741824.0);
  CHECK(parse_quantity("5 B/s", Unit::bytes_per_second) == 5.0);
}

TEST_CASE("a quantity without a unit, of another dimension or not finite is none") {
  for (const char* text : {"", " ", "5", "s", "5 e", "5 sec", "5 S", "five s", "10 Gbit/s", "1e400 s", "nan s", "inf s",
                           "0x10 s", "1 s s", "1,5 s", "--1 s", "1e99999999999 s", ". s", "1 s\n"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_quantity(text, Unit::seconds));
  }
  CHECK_FALSE(parse_quantity("5 B", Unit::bytes_per_second));
  CHECK_FALSE(parse_quantity("5 Gbps/s", Unit::bytes_per_second));
  CHECK_FALSE(parse_quantity("5 /s", Unit::bytes_per_second));
  CHECK_FALSE(parse_quantity("5 B/s", Unit::bytes));
  CHECK_FALSE(parse_quantity("5 s", Unit::none));
}

TEST_CASE("only a number alone lacks its unit") {
  CHECK(dawdle::lacks_unit("5"));
  CHECK(dawdle::lacks_unit(" -1.5e3 "));
  CHECK_FALSE(dawdle::lacks_unit("5 s"));
  CHECK_FALSE(dawdle::lacks_unit("fast"));
  CHECK_FALSE(dawdle::lacks_unit(""));
}

TEST_CASE("the pattern of the schema accepts what the parser accepts") {
  const char* pieces[] = {"1", "0.5", "-", "+", ".", "e", "e3", " ", "s", "us", "min", "B", "kB", "bit", "/s", "Gbps"};
  std::mt19937 random(1);
  for (Unit unit : {Unit::seconds, Unit::bytes, Unit::bytes_per_second}) {
    const std::regex pattern(dawdle::quantity_pattern(unit));
    for (int i = 0; i < 5000; ++i) {
      std::string text;
      for (auto n = random() % 5; n < 5; ++n) text += pieces[random() % std::size(pieces)];
      CAPTURE(text);
      CHECK(std::regex_search(text, pattern) == parse_quantity(text, unit).has_value());
    }
  }
}
