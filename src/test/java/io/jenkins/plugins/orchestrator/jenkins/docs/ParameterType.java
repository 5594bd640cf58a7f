package io.jenkins.plugins.orchestrator.jenkins.docs;

import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;

/** What a step's parameter takes, as the documentation calls it. */
enum ParameterType {
  STRING("string"),
  BOOLEAN("boolean"),
  NUMBER("number"),
  /** With a fraction, or not. */
  DECIMAL("number"),
  LIST_OF_STRINGS("list of strings"),
  LIST_OF_NUMBERS("list of numbers"),
  MAP_OF_STRINGS("map of strings");

  private final String words;

  ParameterType(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** Whether a value may be given. Of one that is computed only a run could tell. */
  boolean accepts(Expression value) {
    if (!isLiteral(value)) {
      return true;
    }
    return switch (this) {
      case STRING -> isString(value);
      case BOOLEAN -> value instanceof ConstantExpression it && it.getValue() instanceof Boolean;
      case NUMBER -> value instanceof ConstantExpression it && it.getValue() instanceof Integer;
      case DECIMAL -> value instanceof ConstantExpression it && it.getValue() instanceof Number;
      case LIST_OF_STRINGS -> isListOf(STRING, value);
      case LIST_OF_NUMBERS -> isListOf(NUMBER, value);
      case MAP_OF_STRINGS ->
          value instanceof MapExpression map
              && map.getMapEntryExpressions().stream()
                  .map(MapEntryExpression::getValueExpression)
                  .allMatch(STRING::accepts);
    };
  }

  private static boolean isListOf(ParameterType element, Expression value) {
    return value instanceof ListExpression list
        && !(value instanceof MapExpression)
        && list.getExpressions().stream().allMatch(element::accepts);
  }

  private static boolean isString(Expression value) {
    return value instanceof GStringExpression
        || (value instanceof ConstantExpression it && it.getValue() instanceof String);
  }

  private static boolean isLiteral(Expression value) {
    return value instanceof ConstantExpression
        || value instanceof GStringExpression
        || value instanceof ListExpression
        || value instanceof MapExpression
        || value instanceof ClosureExpression;
  }
}
