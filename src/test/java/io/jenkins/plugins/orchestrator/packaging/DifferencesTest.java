package io.jenkins.plugins.orchestrator.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a declaration can differ from what was recorded is found. */
class DifferencesTest {
  private static final String REAL =
      """
      class public abstract hudson/Real extends hudson/Base implements hudson/A,hudson/B generic <T:Ljava/lang/Object;>Lhudson/Base; retention RUNTIME
        field public static final LIMIT I = 7
        field public static final TEXT Ljava/lang/String; = "a generic b"
        method public call (I)V throws java/io/IOException
        method protected abstract list ()Ljava/util/List; generic ()Ljava/util/List<TT;>;
        method public other ()V restricted
      """;

  @ParameterizedTest(name = "{0} instead of {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          class public hudson        | class public abstract hudson | modifiers: declared [public]
          class public final abstract hudson | class public abstract hudson | modifiers:
          extends hudson/Other       | extends hudson/Base          | superclass: declared hudson/Other, in Jenkins hudson/Base
          implements hudson/A        | implements hudson/A,hudson/B | interfaces: declared [hudson/A]
          <T:Ljava/lang/Number;>     | <T:Ljava/lang/Object;>       | generic signature:
          retention CLASS            | retention RUNTIME            | retention: declared CLASS, in Jenkins RUNTIME
          I = 8                      | I = 7                        | LIMITI: constant: declared 8, in Jenkins 7
          public final LIMIT         | public static final LIMIT    | LIMITI: modifiers:
          LIMIT J                    | LIMIT I                      | LIMITJ: declared, but Jenkins has none, only [LIMITI]
          public static call         | public call                  | call(I)V: modifiers:
          protected call             | public call                  | call(I)V: modifiers:
          call (I)I                  | call (I)V                    | call(I)I: declared, but Jenkins has none, only [call(I)V]
          throws java/lang/Exception | throws java/io/IOException   | call(I)V: exceptions:
          protected list             | protected abstract list      | list()Ljava/util/List;: modifiers:
          Ljava/util/List<*>         | Ljava/util/List<TT;>         | list()Ljava/util/List;: generic signature:
          method public deprecated other | method public other      | other()V: modifiers:
          """)
  void namesWhatDiffers(String declared, String real, String difference) {
    var changed = REAL.replace(real, declared);

    assertThat(Differences.between(read(changed), read(REAL)))
        .singleElement()
        .asString()
        .startsWith(difference);
  }

  @Test
  void findsNothingInWhatIsTheSame() {
    assertThat(Differences.between(read(REAL), read(REAL))).isEmpty();
  }

  @Test
  void letsADeclarationLeaveOutMembersAndGenericSignatures() {
    var less =
        REAL.lines()
            .filter(line -> !line.contains("LIMIT") && !line.contains("other"))
            .map(line -> line.replace(" generic ()Ljava/util/List<TT;>;", ""))
            .toList();

    assertThat(Differences.between(new RecordedClass(less).read(), read(REAL))).isEmpty();
  }

  private static ApiClass read(String lines) {
    return new RecordedClass(List.copyOf(lines.lines().toList())).read();
  }
}
