package io.jenkins.plugins.orchestrator.jenkins.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the pieces of Pipelines in what users read. */
final class Examples {
  private static final Pattern FENCED =
      Pattern.compile("(?m)^( *)```(groovy)\\R((?s:.*?))^ *```[ \\t]*$");
  private static final Pattern ANY_FENCED = Pattern.compile("(?m)^ *```(?s:.*?)^ *```[ \\t]*$");
  private static final Pattern INLINE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern CODE = Pattern.compile("<code>((?s:.*?))</code>");
  private static final Pattern OF_A_RESULT = Pattern.compile("result\\.\\w.*", Pattern.DOTALL);
  private static final Pattern NAMED = Pattern.compile("[A-Za-z]\\w*:\\s.+", Pattern.DOTALL);

  private final Collection<PipelineStep> steps;

  Examples(Collection<PipelineStep> steps) {
    this.steps = steps;
  }

  /** Those of the whole project. */
  List<Example> ofTheProject() {
    List<Example> examples = new ArrayList<>();
    examples.add(new Example("Jenkinsfile", 1, read(Path.of("Jenkinsfile"))));
    examples.addAll(ofMarkdown("README.md", read(Path.of("README.md"))));
    for (Path file : files(Path.of("docs"), ".md")) {
      examples.addAll(ofMarkdown(file.toString(), read(file)));
    }
    for (Path file : files(Path.of("src/main/resources"), ".html")) {
      if (file.getFileName().toString().startsWith("help")) {
        examples.addAll(ofHelp(file, read(file)));
      }
    }
    return examples;
  }

  /** Blocks of Groovy, and what stands in a line and speaks of a step or its result. */
  List<Example> ofMarkdown(String file, String text) {
    List<Example> examples = new ArrayList<>();
    Matcher blocks = FENCED.matcher(text);
    while (blocks.find()) {
      examples.add(new Example(file, line(text, blocks.start(3)), blocks.group(3)));
    }
    String prose =
        ANY_FENCED.matcher(text).replaceAll(block -> block.group().replaceAll("[^\\n]", ""));
    Matcher inline = INLINE.matcher(prose);
    while (inline.find()) {
      if (isOfAPipeline(inline.group(1))) {
        examples.add(new Example(file, line(prose, inline.start()), inline.group(1)));
      }
    }
    return examples;
  }

  /** Calls of a step, what is read from its result, and arguments as its own help shows them. */
  List<Example> ofHelp(Path file, String html) {
    List<Example> examples = new ArrayList<>();
    Matcher code = CODE.matcher(html);
    while (code.find()) {
      String text = unescape(code.group(1)).strip();
      int line = line(html, code.start(1));
      if (isOfAPipeline(text)) {
        examples.add(new Example(file.toString(), line, text));
      } else if (NAMED.matcher(text).matches()) {
        steps.stream()
            .filter(step -> file.getParent().endsWith(step.type().getSimpleName()))
            .map(step -> new Example(file.toString(), line, step.name() + "(" + text + ")"))
            .forEach(examples::add);
      }
    }
    return examples;
  }

  private boolean isOfAPipeline(String text) {
    return OF_A_RESULT.matcher(text).matches()
        || steps.stream().anyMatch(step -> text.matches("(?s).*\\b" + step.name() + "[( ].*"));
  }

  private static int line(String text, int position) {
    return 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
  }

  private static String unescape(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  static List<Path> files(Path directory, String ending) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
