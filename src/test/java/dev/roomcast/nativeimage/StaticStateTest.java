package dev.roomcast.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.Deflater;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Classes are initialised while a native image is built. None of ours, and none of a library that no extension of Quarkus
 * prepares for that, may keep something of the machine it is built on.
 */
class StaticStateTest {

    private static final Path CLASSES = Path.of("target/classes");

    /** Libraries on the run-time class path that come without an extension of Quarkus. */
    private static final List<String> PLAIN_LIBRARIES = List.of("bucket4j_jdk17-core");

    /** Classes of those that nothing here reaches: they are for buckets that are kept in a store. */
    private static final List<String> NOT_REACHED = List.of("io.github.bucket4j.util.concurrent.batch.BatchHelper.");

    @Test
    void noClassOfOursKeepsWhatAnImageCannotHold() throws Exception {
        List<String> names = classNames(CLASSES);
        assertThat(names).hasSizeGreaterThan(200).contains("dev.roomcast.delivery.ChannelWire");
        assertThat(faultsOf(names)).isEmpty();
    }

    @Test
    void noClassOfAPlainLibraryDoesEither() throws Exception {
        for (String library : PLAIN_LIBRARIES) {
            Path jar = classPath()
                    .filter(path -> path.getFileName().toString().startsWith(library))
                    .findFirst()
                    .orElseThrow();
            assertThat(faultsOf(classNamesInJar(jar)))
                    .as(library)
                    .filteredOn(fault -> NOT_REACHED.stream().noneMatch(fault::startsWith))
                    .isEmpty();
        }
    }

    /** Initialises them anew, in a class loader of their own: what other tests did to static fields does not count. */
    private static List<String> faultsOf(List<String> names) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(
                classPath().map(StaticStateTest::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            List<Class<?>> classes = new ArrayList<>();
            for (String name : names) {
                try {
                    classes.add(Class.forName(name, true, loader));
                } catch (NoClassDefFoundError optionalPart) {
                    assertThat(name).as(optionalPart.toString()).doesNotStartWith("dev.roomcast.");
                }
            }
            return StaticState.faults(classes);
        }
    }

    private static List<String> classNames(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> className(root.relativize(file).toString()))
                    .filter(StaticStateTest::isClass)
                    .toList();
        }
    }

    private static List<String> classNamesInJar(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> className(entry.getName()))
                    .filter(StaticStateTest::isClass)
                    .toList();
        }
    }

    private static String className(String file) {
        return file.endsWith(".class")
                ? file.substring(0, file.length() - ".class".length()).replace('/', '.')
                : "";
    }

    private static boolean isClass(String name) {
        return !name.isEmpty() && !name.endsWith("package-info") && !name.endsWith("module-info");
    }

    private static Stream<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(":")).map(Path::of);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    // --- that it finds what it is there to find ---

    @ParameterizedTest
    @ValueSource(
            classes = {
                PingInAStaticField.class,
                BufferInAMap.class,
                ThreadsBehindALambda.class,
                SeedInARecord.class,
                TimerInAnArray.class,
                CleanerInAReference.class,
                OpenFile.class,
                NativeMemory.class,
            })
    void whatAnImageCannotHoldIsFoundWhereverItHides(Class<?> culprit) {
        assertThat(StaticState.faults(List.of(culprit)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith(culprit.getName() + ".HIDDEN");
    }

    @Test
    void whatAnImageCanHoldIsNoFault() {
        assertThat(StaticState.faults(List.of(Harmless.class))).isEmpty();
    }

    /** What broke the native build once: the ping frame of a connection. */
    static final class PingInAStaticField {
        static final ByteBuf HIDDEN = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(2).writeByte(0x89).writeByte(0));
    }

    static final class BufferInAMap {
        static final Map<String, Object> HIDDEN = Map.of("buffer", ByteBuffer.allocateDirect(1));
    }

    static final class ThreadsBehindALambda {
        static final Supplier<Object> HIDDEN = holding(Executors.newCachedThreadPool());

        private static Supplier<Object> holding(Object captured) {
            return () -> captured;
        }
    }

    static final class SeedInARecord {
        record Holder(Random random) {}

        static final Holder HIDDEN = new Holder(new SecureRandom());
    }

    static final class TimerInAnArray {
        static final Object[] HIDDEN = {null, new Timer(true)};
    }

    static final class CleanerInAReference {
        static final AtomicReference<Cleaner> HIDDEN = new AtomicReference<>(Cleaner.create());
    }

    static final class OpenFile {
        static final FileDescriptor HIDDEN = FileDescriptor.out;
    }

    static final class NativeMemory {
        static final Deflater HIDDEN = new Deflater();
    }

    static final class Harmless {
        static final List<Object> CONSTANTS =
                List.of("text", ByteBuffer.allocate(1), Unpooled.wrappedBuffer(new byte[1]), new AtomicReference<>(1));
    }
}
