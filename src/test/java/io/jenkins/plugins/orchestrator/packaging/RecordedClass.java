package io.jenkins.plugins.orchestrator.packaging;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lines of one class in a file of recorded facts; their format is in README.md beside them. */
record RecordedClass(List<String> lines) {
  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();
  private static final Splitter NAMES = Splitter.on(',');
  private static final String CONSTANT = " = ";

  RecordedClass {
    lines = List.copyOf(lines);
  }

  String name() {
    var words = WORDS.splitToList(lines.get(0));
    return words.get(nameAt(words));
  }

  ApiClass read() {
    var words = WORDS.splitToList(lines.get(0));
    int name = nameAt(words);
    String superclass = after(words, name, "extends");
    String interfaces = after(words, name, "implements");
    return new ApiClass(
        words.get(name),
        Set.copyOf(words.subList(1, name)),
        superclass == null ? "java/lang/Object" : superclass,
        interfaces == null ? List.of() : NAMES.splitToList(interfaces),
        after(words, name, "generic"),
        after(words, name, "retention"),
        words.subList(name, words.size()).contains("restricted"),
        lines.stream().skip(1).map(RecordedClass::member).toList());
  }

  private static ApiMember member(String line) {
    return line.startsWith("  field ") ? field(line) : method(line);
  }

  private static ApiMember field(String line) {
    int constant = line.indexOf(CONSTANT);
    var words = WORDS.splitToList(constant < 0 ? line : line.substring(0, constant));
    int descriptor = words.size() - 1;
    return new ApiMember(
        Set.copyOf(words.subList(1, descriptor - 1)),
        words.get(descriptor - 1),
        words.get(descriptor),
        null,
        Set.of(),
        constant < 0 ? null : line.substring(constant + CONSTANT.length()),
        false);
  }

  private static ApiMember method(String line) {
    var words = WORDS.splitToList(line);
    int descriptor = 2;
    while (!words.get(descriptor).startsWith("(")) {
      descriptor++;
    }
    return new ApiMember(
        Set.copyOf(words.subList(1, descriptor - 1)),
        words.get(descriptor - 1),
        words.get(descriptor),
        after(words, descriptor, "generic"),
        Stream.ofNullable(after(words, descriptor, "throws"))
            .flatMap(NAMES::splitToStream)
            .collect(toUnmodifiableSet()),
        null,
        words.subList(descriptor, words.size()).contains("restricted"));
  }

  /** Modifiers have no slash. */
  private static int nameAt(List<String> words) {
    int name = 1;
    while (!words.get(name).contains("/")) {
      name++;
    }
    return name;
  }

  private static @Nullable String after(List<String> words, int from, String keyword) {
    int at = words.subList(from, words.size()).indexOf(keyword);
    return at < 0 ? null : words.get(from + at + 1);
  }
}
