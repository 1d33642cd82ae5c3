#include "sim/scenario/json_text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace dawdle {
namespace {

using nlohmann::json;

Problem at_byte(std::string_view text, std::size_t position, std::string message) {
  const std::string_view before = text.substr(0, position);
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0: the first line
  return {"", std::move(message), line, column};
}

// The run of characters without a delimiter that the byte belongs to, or ends.
std::string_view word_at(std::string_view text, std::size_t position) {
  constexpr std::string_view delimiters = " \t\r\n,:[]{}\"";
  const std::size_t last = text.substr(0, position).find_last_of(delimiters);
  const std::size_t begin = last == text.npos ? 0 : last + 1;
  return text.substr(begin, text.find_first_of(delimiters, position) - begin);
}

// nlohmann's sentence is "... - unexpected T; expected E" or "... - REASON; last read: 'TOKEN'", perhaps with
// "; expected E". Returns it in our form; `word` is what stands there, for its token may begin lines before.
std::string syntax_message(std::string_view what, const std::string& token, std::string_view word) {
  constexpr std::string_view unexpected = "unexpected ", then = "; expected ";
  what.remove_prefix(std::min(what.size(), what.find(" - ") + 3));
  const std::size_t read = what.find("; last read: '" + token + "'");
  // The token may contain anything: look behind it.
  const std::size_t end = what.find(then, read == what.npos ? 0 : read + token.size());
  const std::string_view expected = end == what.npos ? "JSON" : what.substr(end + then.size());
  std::string_view got = what.substr(0, std::min(read, end));
  if (read != what.npos)
    return fmt::format("expected {}, got an {} at {}", expected, got, in_quotes(word));
  if (got.starts_with(unexpected))
    got.remove_prefix(unexpected.size());
  return fmt::format("expected {}, got {}", expected, got);
}

// Builds the value from the parser's events, which come without recursion.
class Builder : public nlohmann::json_sax<json> {
 public:
  Builder(std::string_view text, std::vector<Problem>& problems) : text_(text), problems_(problems) {}

  json root;

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // not in text
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    frames_.back().key = value;
    if (frames_.back().node->contains(value))
      problems_.push_back(expected_got(here(), "each key once", in_quotes(value) + " twice"));
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token, const json::exception& error) override {
    const std::size_t last_read = position > 0 ? position - 1 : 0;
    const bool is_overflow = dynamic_cast<const json::out_of_range*>(&error) != nullptr;
    problems_.push_back(at_byte(text_, last_read,
                                is_overflow ? "expected a number that a double can hold, got " + in_quotes(token)
                                            : syntax_message(error.what(), token, word_at(text_, last_read))));
    return false;
  }

 private:
  struct Frame {
    json* node;       // an object or array whose end is still to come
    std::string key;  // of the member being read
  };

  json* place(json value) {
    if (frames_.empty())
      return &(root = std::move(value));
    auto& [node, key] = frames_.back();
    if (node->is_array())
      return &node->emplace_back(std::move(value));
    return &((*node)[key] = std::move(value));
  }

  bool add(json value) {
    place(std::move(value));
    return true;
  }

  bool open(json value) {
    if (frames_.size() == max_json_depth) {
      problems_.push_back(expected_got("", fmt::format("at most {} levels of nesting", max_json_depth), "more"));
      return false;
    }
    frames_.push_back({place(std::move(value)), ""});
    return true;
  }

  bool close() {
    frames_.pop_back();
    return true;
  }

  std::string here() const {
    std::string pointer;
    for (const auto& [node, key] : frames_)
      pointer = child_pointer(pointer, node->is_array() ? std::to_string(node->size() - 1) : key);
    return pointer;
  }

  std::string_view text_;
  std::vector<Problem>& problems_;
  std::vector<Frame> frames_;
};

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

// Null, with errno set, when it cannot be opened. (fopen opens a directory; only reading it fails.)
File open_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored))
    return File(std::fopen(path.c_str(), "rb"));
  errno = EISDIR;
  return nullptr;
}

// The file's bytes, one more than allowed at most: a device may have no end.
std::optional<std::string> read_text(const std::filesystem::path& path) {
  const File file = open_file(path);
  if (!file)
    return std::nullopt;
  std::string text;
  std::array<char, 1 << 16> buffer;
  while (text.size() <= max_json_bytes && !std::feof(file.get())) {
    text.append(buffer.data(), std::fread(buffer.data(), 1, buffer.size(), file.get()));
    if (std::ferror(file.get()))
      return std::nullopt;
  }
  return text;
}

constexpr std::string_view blanks = " \t\r\n";
constexpr std::size_t most_blanks = 100'000;

// nlohmann repeats all blanks before a mistake in its message: megabytes of newlines would take it many seconds.
std::size_t find_endless_blanks(std::string_view text) {
  for (std::size_t begin = text.find_first_of(blanks); begin != text.npos;) {
    const std::size_t end = std::min(text.find_first_not_of(blanks, begin), text.size());
    if (end - begin > most_blanks)
      return begin;
    begin = text.find_first_of(blanks, end);
  }
  return text.npos;
}

// What is wrong with the bytes before they are looked at as JSON.
std::optional<Problem> not_text(std::string_view text) {
  if (text.size() > max_json_bytes)
    return expected_got("", fmt::format("at most {} MB of JSON", max_json_bytes / 1'000'000), "more");
  if (text.starts_with("\xFE\xFF") || text.starts_with("\xFF\xFE"))
    return expected_got("", "UTF-8 text", "UTF-16");
  if (const std::size_t nul = text.find('\0'); nul != text.npos)
    return at_byte(text, nul, "expected text, got a NUL byte");
  if (text.find_first_not_of(blanks) == text.npos)
    return expected_got("", "a JSON object", "an empty file");
  if (const std::size_t endless = find_endless_blanks(text); endless != text.npos)
    return at_byte(text, endless, fmt::format("expected JSON, got more than {} blanks in a row", most_blanks));
  return std::nullopt;
}

}  // namespace

std::optional<json> parse_json(std::string_view text, std::vector<Problem>& problems) {
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);
  if (std::optional<Problem> problem = not_text(text)) {
    problems.push_back(std::move(*problem));
    return std::nullopt;
  }
  const std::size_t before = problems.size();
  Builder builder(text, problems);
  if (!json::sax_parse(text, &builder) || problems.size() > before)
    return std::nullopt;
  return std::move(builder.root);
}

std::optional<json> read_json(const std::filesystem::path& path, std::vector<Problem>& problems) {
  if (const std::optional<std::string> text = read_text(path))
    return parse_json(*text, problems);
  problems.push_back({"", fmt::format("cannot be read: {}", std::strerror(errno))});
  return std::nullopt;
}

std::string why_unreadable(const std::filesystem::path& path) { return open_file(path) ? "" : std::strerror(errno); }

}  // namespace dawdle
