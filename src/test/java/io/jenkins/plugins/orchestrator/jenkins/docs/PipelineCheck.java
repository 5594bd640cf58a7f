package io.jenkins.plugins.orchestrator.jenkins.docs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.Phases;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.syntax.SyntaxException;
import org.codehaus.groovy.syntax.Types;
import org.jspecify.annotations.Nullable;

/**
 * Holds a piece of a Pipeline against the code: the plugin's steps, their parameters, and what is
 * read from their results. The piece is parsed and never run.
 */
final class PipelineCheck extends CodeVisitorSupport {
  private static final Set<String> GIVE_A_LIST = Set.of("findAll", "sort", "toSorted", "reverse");
  private static final Set<String> GIVE_AN_ELEMENT =
      Set.of("find", "first", "last", "get", "getAt", "max", "min");

  private final Example example;
  private final Map<String, PipelineStep> steps;
  private final Map<String, Shape> variables = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();

  private PipelineCheck(Example example, Map<String, PipelineStep> steps) {
    this.example = example;
    this.steps = steps;
    // Snippets speak of a step's result by this name: those in its help of its own.
    variables.put("result", Shape.of(Objects.requireNonNull(spokenOf().result())));
  }

  private PipelineStep spokenOf() {
    return steps.values().stream()
        .filter(step -> step.result() != null)
        .filter(step -> example.file().contains(step.type().getSimpleName() + "/"))
        .findFirst()
        .orElseGet(() -> Objects.requireNonNull(steps.get("parallelMigrationTest")));
  }

  /**
   * What was found.
   *
   * @param problems with their places
   * @param calls names of the plugin's steps, as often as they are called
   */
  record Found(List<String> problems, List<String> calls) {}

  static Found check(Example example, Map<String, PipelineStep> steps) {
    PipelineCheck check = new PipelineCheck(example, steps);
    try {
      check.visit(parse(example.script()));
    } catch (MultipleCompilationErrorsException e) {
      SyntaxException first = e.getErrorCollector().getSyntaxError(0);
      check.problems.add(example.at(first.getLine()) + ": does not parse: " + first.getMessage());
    }
    return new Found(check.problems, check.calls);
  }

  private static ModuleNode parse(String script) {
    CompilationUnit unit = new CompilationUnit();
    SourceUnit source = unit.addSource("Example.groovy", script);
    unit.compile(Phases.CONVERSION);
    return source.getAST();
  }

  private void visit(ModuleNode module) {
    module.getStatementBlock().visit(this);
    for (ClassNode type : module.getClasses()) {
      for (MethodNode method : type.getMethods()) {
        if (method.getCode() != null && method.getCode() != module.getStatementBlock()) {
          method.getCode().visit(this);
        }
      }
    }
  }

  private void problem(ASTNode node, String text) {
    String problem = example.at(node.getLineNumber()) + ": " + text;
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  // ---- Calls of steps

  @Override
  public void visitMethodCallExpression(MethodCallExpression call) {
    PipelineStep step = step(call);
    Shape receiver = shape(call.getObjectExpression());
    if (step != null) {
      calls.add(step.name());
      arguments(call, step);
    } else if (receiver != null && receiver.list()) {
      bindClosures(call, receiver.element());
    } else if (receiver != null && receiver.method(name(call), count(call)).isEmpty()) {
      problem(call, receiver.type().getSimpleName() + " has no method " + name(call));
    }
    super.visitMethodCallExpression(call);
  }

  private @Nullable PipelineStep step(MethodCallExpression call) {
    boolean onSteps =
        call.getObjectExpression() instanceof VariableExpression on
            && (on.isThisExpression() || on.getName().equals("steps"));
    return onSteps ? steps.get(name(call)) : null;
  }

  private static String name(MethodCallExpression call) {
    return String.valueOf(call.getMethodAsString());
  }

  private static int count(MethodCallExpression call) {
    return call.getArguments() instanceof TupleExpression all ? all.getExpressions().size() : 1;
  }

  private void arguments(MethodCallExpression call, PipelineStep step) {
    List<Expression> arguments =
        call.getArguments() instanceof TupleExpression all
            ? all.getExpressions()
            : List.of(call.getArguments());
    for (Expression argument : arguments) {
      if (argument instanceof MapExpression named) {
        named.getMapEntryExpressions().forEach(each -> argument(each, step));
      } else if (!(step.body() && argument instanceof ClosureExpression)) {
        problem(argument, step.name() + " takes named arguments only: " + argument.getText());
      }
    }
  }

  private void argument(MapEntryExpression argument, PipelineStep step) {
    String name = argument.getKeyExpression().getText();
    ParameterType type = step.parameters().get(name);
    if (type == null) {
      problem(
          argument,
          step.name() + " has no parameter " + name + "; it has " + step.parameters().keySet());
    } else if (!type.accepts(argument.getValueExpression())) {
      problem(
          argument,
          step.name()
              + ": "
              + name
              + " takes a "
              + type.words()
              + ", not "
              + argument.getValueExpression().getText());
    }
  }

  // ---- What is read from results

  @Override
  public void visitBinaryExpression(BinaryExpression expression) {
    super.visitBinaryExpression(expression);
    if (expression.getOperation().getType() == Types.ASSIGN
        && expression.getLeftExpression() instanceof VariableExpression variable) {
      bind(variable.getName(), shape(expression.getRightExpression()));
    }
  }

  @Override
  public void visitForLoop(ForStatement loop) {
    Shape of = shape(loop.getCollectionExpression());
    if (loop.getVariable() != null) {
      bind(loop.getVariable().getName(), of == null || !of.list() ? null : of.element());
    }
    super.visitForLoop(loop);
  }

  private void bindClosures(MethodCallExpression call, Shape element) {
    if (call.getArguments() instanceof TupleExpression all) {
      for (Expression argument : all.getExpressions()) {
        if (argument instanceof ClosureExpression closure) {
          Parameter[] parameters = closure.getParameters();
          boolean named = parameters != null && parameters.length > 0;
          bind(named ? parameters[0].getName() : "it", element);
        }
      }
    }
  }

  private void bind(String variable, @Nullable Shape shape) {
    if (shape == null) {
      variables.remove(variable);
    } else {
      variables.put(variable, shape);
    }
  }

  @Override
  public void visitPropertyExpression(PropertyExpression expression) {
    Shape receiver = shape(expression.getObjectExpression());
    String name = expression.getPropertyAsString();
    if (receiver != null && name != null && !receiver.properties().containsKey(name)) {
      problem(
          expression,
          receiver.type().getSimpleName()
              + " has no property "
              + name
              + "; it has "
              + receiver.properties().keySet());
    }
    super.visitPropertyExpression(expression);
  }

  /** Null for what is not of the plugin. */
  private @Nullable Shape shape(Expression expression) {
    if (expression instanceof VariableExpression variable) {
      return variables.get(variable.getName());
    } else if (expression instanceof PropertyExpression property) {
      return property(property);
    } else if (expression instanceof MethodCallExpression call) {
      PipelineStep step = step(call);
      if (step == null) {
        return called(call);
      }
      return step.result() == null ? null : Shape.of(step.result());
    } else if (expression instanceof BinaryExpression index
        && index.getOperation().getType() == Types.LEFT_SQUARE_BRACKET) {
      Shape of = shape(index.getLeftExpression());
      return of == null || !of.list() ? null : of.element();
    }
    return null;
  }

  private @Nullable Shape property(PropertyExpression property) {
    Shape of = shape(property.getObjectExpression());
    if (of == null || property.getPropertyAsString() == null) {
      return null;
    }
    Optional<Shape> read =
        of.properties().getOrDefault(property.getPropertyAsString(), Optional.empty());
    return read.map(each -> new Shape(each.type(), each.list() || of.list())).orElse(null);
  }

  private @Nullable Shape called(MethodCallExpression call) {
    Shape on = shape(call.getObjectExpression());
    if (on == null) {
      return null;
    } else if (!on.list()) {
      return on.method(name(call), count(call)).flatMap(result -> result).orElse(null);
    } else if (GIVE_A_LIST.contains(name(call))) {
      return on;
    }
    return GIVE_AN_ELEMENT.contains(name(call)) ? on.element() : null;
  }
}
