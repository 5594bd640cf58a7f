package io.jenkins.plugins.orchestrator.packaging;

import io.jenkins.plugins.orchestrator.packaging.ClassReferences.Annotation;
import io.jenkins.plugins.orchestrator.packaging.ClassReferences.Lambda;
import io.jenkins.plugins.orchestrator.packaging.ClassReferences.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.Type;
import org.objectweb.asm.TypePath;

/** Reads from a class file which classes and members it uses. */
final class ReferenceReader extends ClassVisitor {
  /** The tag of CONSTANT_Class in a class file (JVMS 4.4). */
  private static final int CLASS_TAG = 7;

  private static final int MAJOR_VERSION_AT = 6;
  private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";

  private final Set<String> linked = new HashSet<>();
  private final Set<Annotation> annotated = new HashSet<>();
  private final Set<Member> members = new HashSet<>();
  private final List<Lambda> lambdas = new ArrayList<>();

  private ReferenceReader() {
    super(Opcodes.ASM9);
  }

  static ClassReferences read(byte[] classFile) {
    var reader = new ClassReader(classFile);
    var references = new ReferenceReader();
    references.addClassConstants(reader);
    reader.accept(references, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return new ClassReferences(
        reader.getClassName(),
        reader.readUnsignedShort(MAJOR_VERSION_AT),
        references.linked,
        references.annotated,
        references.members,
        references.lambdas);
  }

  /** Super types, nested classes, casts, caught exceptions, class literals: all stand here. */
  private void addClassConstants(ClassReader reader) {
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int index = 1; index < reader.getItemCount(); index++) {
      int at = reader.getItem(index);
      if (at > 0 && reader.readByte(at - 1) == CLASS_TAG) {
        link(Type.getObjectType(reader.readUTF8(at, buffer)));
      }
    }
  }

  private void link(Type type) {
    switch (type.getSort()) {
      case Type.ARRAY -> link(type.getElementType());
      case Type.OBJECT -> linked.add(type.getInternalName());
      case Type.METHOD -> {
        link(type.getReturnType());
        for (Type argument : type.getArgumentTypes()) {
          link(argument);
        }
      }
      default -> {} // primitive
    }
  }

  private AnnotationVisitor annotation(String descriptor, String member) {
    var elements = new HashSet<String>();
    var annotation = new Annotation(Type.getType(descriptor).getInternalName(), member, elements);
    return new AnnotationVisitor(Opcodes.ASM9) {
      @Override
      public void visit(String name, Object value) {
        elements.add(name);
      }

      @Override
      public void visitEnum(String name, String descriptor, String value) {
        elements.add(name);
      }

      @Override
      public AnnotationVisitor visitAnnotation(String name, String descriptor) {
        elements.add(name);
        return annotation(descriptor, member);
      }

      @Override
      public @Nullable AnnotationVisitor visitArray(String name) {
        elements.add(name);
        return null;
      }

      @Override
      public void visitEnd() {
        annotated.add(annotation);
      }
    };
  }

  @Override
  public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
    return annotation(descriptor, "");
  }

  @Override
  public AnnotationVisitor visitTypeAnnotation(
      int typeRef, @Nullable TypePath path, String descriptor, boolean visible) {
    return annotation(descriptor, "<type>");
  }

  @Override
  public RecordComponentVisitor visitRecordComponent(
      String name, String descriptor, @Nullable String signature) {
    link(Type.getType(descriptor));
    return new RecordComponentVisitor(Opcodes.ASM9) {
      @Override
      public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        return annotation(descriptor, name);
      }
    };
  }

  @Override
  public FieldVisitor visitField(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      @Nullable Object value) {
    link(Type.getType(descriptor));
    return new FieldVisitor(Opcodes.ASM9) {
      @Override
      public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        return annotation(descriptor, name);
      }
    };
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    link(Type.getMethodType(descriptor));
    return new Code(name);
  }

  private final class Code extends MethodVisitor {
    private final String method;

    Code(String method) {
      super(Opcodes.ASM9);
      this.method = method;
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      return annotation(descriptor, method);
    }

    @Override
    public AnnotationVisitor visitParameterAnnotation(
        int parameter, String descriptor, boolean visible) {
      return annotation(descriptor, method + "()");
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
      // Whether the owner is an interface is not said of fields, and not asked.
      use(new Member(owner, false, name, descriptor, isStatic));
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean inInterface) {
      use(new Member(owner, inInterface, name, descriptor, opcode == Opcodes.INVOKESTATIC));
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      link(Type.getMethodType(descriptor));
      use(bootstrap);
      for (Object argument : arguments) {
        constant(argument);
      }
      if (bootstrap.getOwner().equals(LAMBDAS)) {
        String type = Type.getReturnType(descriptor).getInternalName();
        lambdas.add(new Lambda(type, name + ((Type) arguments[0]).getDescriptor()));
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      constant(value);
    }

    private void constant(Object value) {
      if (value instanceof Type type) {
        link(type);
      } else if (value instanceof Handle handle) {
        use(handle);
      } else if (value instanceof ConstantDynamic dynamic) {
        use(dynamic.getBootstrapMethod());
      }
    }

    private void use(Handle handle) {
      int kind = handle.getTag();
      boolean isStatic =
          kind == Opcodes.H_INVOKESTATIC
              || kind == Opcodes.H_GETSTATIC
              || kind == Opcodes.H_PUTSTATIC;
      use(
          new Member(
              handle.getOwner(),
              handle.isInterface(),
              handle.getName(),
              handle.getDesc(),
              isStatic));
    }

    private void use(Member member) {
      link(Type.getObjectType(member.owner()));
      link(Type.getType(member.descriptor()));
      members.add(member);
    }
  }
}
