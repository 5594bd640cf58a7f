package io.jenkins.plugins.orchestrator.packaging;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Reads from a class file what the facts record of a class. */
final class DeclarationReader extends ClassVisitor {
  private static final String RETENTION = "Ljava/lang/annotation/Retention;";

  private final boolean withHiddenMembers;
  private final List<ApiMember> members = new ArrayList<>();
  private String name = "";
  private String superclass = "java/lang/Object";
  private List<String> interfaces = List.of();
  private @Nullable String generic;
  private @Nullable String retention;
  private int access;

  private DeclarationReader(boolean withHiddenMembers) {
    super(Opcodes.ASM9);
    this.withHiddenMembers = withHiddenMembers;
  }

  static ApiClass read(byte[] classFile) {
    return read(classFile, false);
  }

  /** Private and package-private members too, which the facts never have. */
  static ApiClass readAll(byte[] classFile) {
    return read(classFile, true);
  }

  private static ApiClass read(byte[] classFile, boolean withHiddenMembers) {
    var reader = new DeclarationReader(withHiddenMembers);
    new ClassReader(classFile)
        .accept(reader, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return reader.result();
  }

  private ApiClass result() {
    return new ApiClass(
        name,
        modifiers(access),
        superclass,
        interfaces,
        generic,
        retention,
        false,
        List.copyOf(members));
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    this.access = access;
    this.name = name;
    this.generic = signature;
    this.superclass = Objects.requireNonNullElse(superName, "java/lang/Object");
    this.interfaces = interfaces == null ? List.of() : List.of(interfaces);
    if ((access & Opcodes.ACC_ANNOTATION) != 0) {
      retention = "CLASS"; // the language's default
    }
  }

  /** A nested class has its real modifiers here: `static` and `protected` exist nowhere else. */
  @Override
  public void visitInnerClass(
      String inner, @Nullable String outer, @Nullable String simpleName, int innerAccess) {
    if (inner.equals(name)) {
      access = innerAccess | (access & Opcodes.ACC_DEPRECATED);
    }
  }

  @Override
  public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
    if (!descriptor.equals(RETENTION)) {
      return null;
    }
    return new AnnotationVisitor(Opcodes.ASM9) {
      @Override
      public void visitEnum(String name, String descriptor, String value) {
        retention = value;
      }
    };
  }

  @Override
  public @Nullable FieldVisitor visitField(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      @Nullable Object value) {
    String constant = value == null ? null : constant(value);
    add(access, new Signature(name, descriptor, null), Set.of(), constant);
    return null;
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    var thrown = exceptions == null ? Set.<String>of() : Set.of(exceptions);
    add(access, new Signature(name, descriptor, signature), thrown, null);
    return null;
  }

  private record Signature(String name, String descriptor, @Nullable String generic) {}

  private void add(
      int access, Signature signature, Set<String> exceptions, @Nullable String constant) {
    if (!withHiddenMembers && (access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) == 0) {
      return;
    }
    var modifiers = new HashSet<>(modifiers(access & ~Opcodes.ACC_ENUM));
    if (signature.descriptor().startsWith("(") && (access & Opcodes.ACC_BRIDGE) != 0) {
      modifiers.add("bridge"); // of a field the same bit says volatile
    }
    members.add(
        new ApiMember(
            modifiers,
            signature.name(),
            signature.descriptor(),
            signature.generic(),
            exceptions,
            constant,
            false));
  }

  private static Set<String> modifiers(int access) {
    var known = new LinkedHashMap<Integer, String>();
    known.put(Opcodes.ACC_PUBLIC, "public");
    known.put(Opcodes.ACC_PROTECTED, "protected");
    known.put(Opcodes.ACC_STATIC, "static");
    known.put(Opcodes.ACC_FINAL, "final");
    known.put(Opcodes.ACC_ABSTRACT, "abstract");
    known.put(Opcodes.ACC_INTERFACE, "interface");
    known.put(Opcodes.ACC_ANNOTATION, "annotation");
    known.put(Opcodes.ACC_ENUM, "enum");
    known.put(Opcodes.ACC_DEPRECATED, "deprecated");
    if ((access & Opcodes.ACC_ANNOTATION) != 0) {
      known.remove(Opcodes.ACC_INTERFACE); // the facts name the narrower one only
    }
    var modifiers = new HashSet<String>();
    for (Map.Entry<Integer, String> modifier : known.entrySet()) {
      if ((access & modifier.getKey()) != 0) {
        modifiers.add(modifier.getValue());
      }
    }
    return modifiers;
  }

  /** As the facts write it: strings in quotes, what is not plain ASCII as an escape. */
  private static String constant(Object value) {
    if (!(value instanceof String text)) {
      return value.toString();
    }
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
