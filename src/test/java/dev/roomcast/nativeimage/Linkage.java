package dev.roomcast.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Links classes against each other without running them: for every field and method that one of them uses, is it there? A JVM
 * asks that when an instruction is first reached, which may be never; a native build asks it of all that could be.
 *
 * <p>A class that is missing as a whole is no fault, except to the classes that must be complete: libraries have parts for
 * other libraries that are not there. A member that is missing in a class that is there is always one: two versions do not
 * fit.
 */
final class Linkage {

    private static final String OBJECT = "java/lang/Object";

    /** Their methods take any arguments (JVMS, section 2.9.3). */
    private static final Set<String> SIGNATURE_POLYMORPHIC =
            Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

    /** What a class offers to others; a member is its name and descriptor. */
    private record Type(List<String> supertypes, Set<String> members) {}

    private record Use(String user, String owner, String member) {
        @Override
        public String toString() {
            return user + " uses " + owner + "." + member;
        }
    }

    private final Map<String, Optional<Type>> types = new HashMap<>();
    private final Set<Use> uses = new HashSet<>();

    /** Adds a class file. The first of a name counts, as on a class path. */
    void add(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        if (types.containsKey(reader.getClassName())) {
            return;
        }
        types.put(reader.getClassName(), Optional.of(typeOf(reader)));
        reader.accept(new Users(reader.getClassName()), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    /** How many classes were added or, being the JDK's, asked for. */
    int size() {
        return types.size();
    }

    /**
     * Every use of what is not there.
     *
     * @param complete a prefix of class names, with slashes: these may not use classes that are missing either
     */
    Collection<String> faults(String complete) {
        Set<String> faults = new TreeSet<>();
        for (Use use : uses) {
            Presence presence = find(use.owner(), use.member());
            if (presence == Presence.ABSENT
                    || (presence == Presence.UNKNOWN && use.user().startsWith(complete))) {
                faults.add(use.toString());
            }
        }
        return faults;
    }

    private enum Presence {
        PRESENT,
        ABSENT,
        /** The class that is asked, or one it extends, is missing. */
        UNKNOWN
    }

    private Presence find(String owner, String member) {
        if (owner.startsWith("[") || SIGNATURE_POLYMORPHIC.contains(owner)) {
            return Presence.PRESENT; // an array has the methods of Object
        }
        Optional<Type> type = types.computeIfAbsent(owner, Linkage::ofTheJdk);
        if (type.isEmpty()) {
            return Presence.UNKNOWN;
        }
        if (type.get().members().contains(member)) {
            return Presence.PRESENT;
        }
        Presence result = Presence.ABSENT;
        for (String supertype : type.get().supertypes()) {
            Presence above = find(supertype, member);
            if (above == Presence.PRESENT) {
                return above;
            }
            if (above == Presence.UNKNOWN) {
                result = above;
            }
        }
        return result;
    }

    private static Optional<Type> ofTheJdk(String name) {
        try (InputStream in = ClassLoader.getPlatformClassLoader().getResourceAsStream(name + ".class")) {
            return in == null ? Optional.empty() : Optional.of(typeOf(new ClassReader(in.readAllBytes())));
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static Type typeOf(ClassReader reader) {
        Set<String> members = new HashSet<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public FieldVisitor visitField(int access, String name, String type, String generic, Object value) {
                        members.add(name + ":" + type);
                        return null;
                    }

                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String type, String generic, String[] thrown) {
                        members.add(name + type);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE);
        List<String> supertypes = new ArrayList<>(List.of(reader.getInterfaces()));
        if (reader.getSuperName() != null) {
            supertypes.add(reader.getSuperName());
        }
        if ((reader.getAccess() & Opcodes.ACC_INTERFACE) != 0) {
            supertypes.add(OBJECT);
        }
        return new Type(supertypes, members);
    }

    /** Notes what the code of a class uses. */
    private final class Users extends ClassVisitor {

        private final String user;

        Users(String user) {
            super(Opcodes.ASM9);
            this.user = user;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String generic, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitFieldInsn(int opcode, String owner, String field, String fieldType) {
                    uses.add(new Use(user, owner, field + ":" + fieldType));
                }

                @Override
                public void visitMethodInsn(int opcode, String owner, String method, String methodType, boolean i) {
                    uses.add(new Use(user, owner, method + methodType));
                }

                @Override
                public void visitInvokeDynamicInsn(String n, String t, Handle bootstrap, Object... arguments) {
                    note(bootstrap);
                    for (Object argument : arguments) {
                        if (argument instanceof Handle handle) {
                            note(handle);
                        }
                    }
                }
            };
        }

        private void note(Handle handle) {
            boolean field = handle.getTag() <= Opcodes.H_PUTSTATIC;
            uses.add(new Use(user, handle.getOwner(), handle.getName() + (field ? ":" : "") + handle.getDesc()));
        }
    }
}
