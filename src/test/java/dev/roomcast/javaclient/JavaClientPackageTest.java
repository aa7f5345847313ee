package dev.roomcast.javaclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Profiles;

/** The Java client as those have it who depend on it: built by its own POM, and used by the example of the documents. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class JavaClientPackageTest {

    private static final Path MODULE = Path.of("client-java");
    private static final Path EXAMPLE = Path.of("docs", "examples", "JavaClient.java");
    private static final Path CLASSES = Path.of("target", "java-client-example");
    private static final int MOST_LINES = 40;
    private static final long BUILD_SECONDS = 600;
    private static final long EXAMPLE_SECONDS = 60;

    @TestHTTPResource("/ws")
    URI address;

    /** As on its own: its tests are run by this build, beside this one. */
    @BeforeAll
    static void build() throws IOException, InterruptedException {
        boolean windows = File.separatorChar == '\\';
        List<String> command = new ArrayList<>(List.of(
                Path.of(windows ? "mvnw.cmd" : "mvnw").toAbsolutePath().toString(),
                "-q",
                "-B",
                "-ntp",
                "-f",
                MODULE.resolve("pom.xml").toString(),
                "-DskipTests",
                "clean",
                "package"));
        String repository = System.getProperty("localRepository");
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        assertThat(run(builder)).isEmpty();
    }

    @Test
    void holdsItsClassesSourcesDocumentationAndLicence() throws IOException {
        assertThat(names(jar("")))
                .contains("dev/roomcast/client/RoomcastClient.class", "META-INF/LICENSE")
                .noneMatch(name -> name.contains("Test") || name.contains("Scenario"));
        assertThat(names(jar("-sources"))).contains("dev/roomcast/client/RoomcastClient.java", "META-INF/LICENSE");
        // In a folder by the name of the module.
        assertThat(names(jar("-javadoc"))).contains("dev.roomcast.client/dev/roomcast/client/RoomcastClient.html");
        assertThat(Files.readString(MODULE.resolve("LICENSE"))).isEqualTo(Files.readString(Path.of("LICENSE")));
    }

    @Test
    void hasAPomAsMavenCentralWantsIt() throws IOException {
        String pom = Files.readString(MODULE.resolve("pom.xml"));
        assertThat(pom)
                .contains("<name>", "<description>", "<url>", "<licenses>", "<developers>", "<scm>")
                .contains("<version>" + version(Files.readString(Path.of("pom.xml"))) + "</version>");
        assertThat(version(pom)).isEqualTo(version(Files.readString(Path.of("pom.xml"))));
        // Jackson and nothing else, but for tests
        assertThat(pom.split("<dependency>").length - pom.split("<scope>test</scope>").length)
                .isEqualTo(1);
    }

    @Test
    void theExampleOfTheDocumentsRunsAgainstTheServer() throws IOException, InterruptedException {
        assertThat(Files.readAllLines(EXAMPLE)).hasSizeLessThan(MOST_LINES);
        Files.createDirectories(CLASSES);
        String classPath = String.join(File.pathSeparator, jar("").toString(), jackson());
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", CLASSES.toString(), "-cp", classPath, EXAMPLE.toString());
        assertThat(compiled).isZero();

        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        CLASSES + File.pathSeparator + classPath,
                        "JavaClient",
                        address.toString().replaceFirst("^http", "ws"))
                .redirectErrorStream(true);
        Process process = builder.start();
        Executor later = CompletableFuture.delayedExecutor(EXAMPLE_SECONDS, TimeUnit.SECONDS);
        later.execute(process::destroyForcibly);
        try (BufferedWriter typed = process.outputWriter();
                BufferedReader printed = process.inputReader()) {
            typed.append("Hello\n").flush();
            assertThat(lines(printed, 2)).containsExactlyInAnyOrder("Ada: \"Hello\"", "stored at 1");
            typed.append("World\n").flush();
            assertThat(lines(printed, 2)).containsExactlyInAnyOrder("Ada: \"World\"", "stored at 2");
            typed.close();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** So many lines, fewer where the process ended before. */
    private static List<String> lines(BufferedReader from, int count) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(from.readLine());
        }
        return lines;
    }

    /** The lines of the document, as they stand, but for what is the reader's own. */
    @Test
    void theLinesOfTheDocumentCompile() throws IOException {
        Matcher lines = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs", "client-java.md")));
        assertThat(lines.find()).isTrue();
        Path source = CLASSES.resolve("Lines.java");
        Files.createDirectories(CLASSES);
        Files.writeString(
                source,
                "import dev.roomcast.client.*; import java.net.URI; import java.util.Map;\n"
                        + "class Lines { interface Tokens { String fetch(); }\n"
                        + "static void run(Tokens tokens) {\n" + lines.group(1) + "}}\n");
        String classPath = String.join(File.pathSeparator, jar("").toString(), jackson());
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", CLASSES.toString(), "-cp", classPath, source.toString()))
                .isZero();
    }

    private static String version(String pom) {
        String start = "<version>";
        int at = pom.indexOf(start) + start.length();
        return pom.substring(at, pom.indexOf('<', at));
    }

    private static Path jar(String classifier) throws IOException {
        try (Stream<Path> files = Files.list(MODULE.resolve("target"))) {
            return files.filter(file -> file.getFileName()
                            .toString()
                            .matches("roomcast-client-java-[\\w.-]*?\\d(-SNAPSHOT)?" + classifier + "\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<String> names(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName()).toList();
        }
    }

    /** The three jars of Jackson that the client brings along. */
    private static String jackson() {
        return Stream.of(ObjectMapper.class, JsonParser.class, JsonFormat.class)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    /** What a process wrote that ended well. */
    private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path output = Files.createTempFile("java-client", ".log");
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            boolean done = process.waitFor(BUILD_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(output);
            assertThat(done).as(said).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
