package dev.roomcast.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Every class of the packaged application, ours, generated, and of each library, fits those it uses. */
class LinkageIT {

    private static final Path APPLICATION =
            Path.of(System.getProperty("roomcast.test.quarkus-app", "target/quarkus-app"));

    /** As on the class path of quarkus-run.jar: what Quarkus changed or made comes before what it was made of. */
    private static final List<String> PARTS = List.of("quarkus", "app", "lib/boot", "lib/main");

    /** Quarkus takes that method out of Netty; it is called under a SecurityManager alone, which no image has. */
    private static final List<String> NEVER_REACHED =
            List.of("io/netty/util/internal/CleanerJava9$2 uses io/netty/util/internal/CleanerJava9.access$000()");

    @Test
    void everyFieldAndMethodThatAClassUsesIsThere() throws IOException {
        Linkage linkage = packagedApplication();
        assertThat(linkage.size()).isGreaterThan(10_000);
        assertThat(linkage.faults("dev/roomcast/"))
                .filteredOn(fault -> NEVER_REACHED.stream().noneMatch(fault::startsWith))
                .isEmpty();
    }

    /** What broke the native build once: a library that reads a field which this version of Quarkus lacks. */
    @Test
    void aFieldThatThisVersionOfALibraryLacksIsFound() throws IOException {
        Linkage linkage = new Linkage();
        for (Path jar : jars("lib/main")) {
            if (jar.getFileName().toString().startsWith("io.quarkus.quarkus-vertx-http-")) {
                add(jar, linkage);
            }
        }
        ClassWriter library = new ClassWriter(0);
        library.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "fixture/Library", null, "java/lang/Object", null);
        MethodVisitor method = library.visitMethod(Opcodes.ACC_STATIC, "read", "()V", null, null);
        method.visitFieldInsn(
                Opcodes.GETFIELD,
                "io/quarkus/vertx/http/runtime/security/ChallengeData",
                "headerName",
                "Ljava/lang/CharSequence;");
        method.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/String", "lacking", "()V", false);
        method.visitMethodInsn(Opcodes.INVOKESTATIC, "optional/Absent", "anything", "()V", false);
        method.visitEnd();
        library.visitEnd();
        linkage.add(library.toByteArray());
        assertThat(linkage.faults("dev/roomcast/"))
                .contains(
                        "fixture/Library uses io/quarkus/vertx/http/runtime/security/ChallengeData.headerName:Ljava/lang/CharSequence;",
                        "fixture/Library uses java/lang/String.lacking()V")
                .noneMatch(fault -> fault.contains("optional/Absent"));
        assertThat(linkage.faults("fixture/")).anyMatch(fault -> fault.contains("optional/Absent"));
    }

    private static Linkage packagedApplication() throws IOException {
        Linkage linkage = new Linkage();
        for (String part : PARTS) {
            for (Path jar : jars(part)) {
                add(jar, linkage);
            }
        }
        return linkage;
    }

    private static List<Path> jars(String part) throws IOException {
        try (Stream<Path> files = Files.list(APPLICATION.resolve(part))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static void add(Path jar, Linkage linkage) throws IOException {
        try (JarFile file = new JarFile(jar.toFile(), false, JarFile.OPEN_READ, JarFile.runtimeVersion())) {
            // Of a class that a jar has for several versions of Java, the one for this version.
            TreeMap<String, JarEntry> classes = new TreeMap<>();
            file.versionedStream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .filter(entry -> !entry.getName().endsWith("module-info.class"))
                    .forEach(entry -> classes.put(entry.getName(), entry));
            for (JarEntry entry : classes.values()) {
                try (InputStream in = file.getInputStream(entry)) {
                    linkage.add(in.readAllBytes());
                }
            }
        }
    }
}
