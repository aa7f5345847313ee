package dev.roomcast.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * An image holds what the build sees to be reached. What is reached by name, or by a mapper that looks at an object's class,
 * it does not see. So every such call of ours stands here with the reason why it works in an image.
 */
class ReflectionTest {

    private static final Path CLASSES = Path.of("target/classes");

    /**
     * Calls by which a type, a member or a resource is reached that no code names. To add one, first see to it that what it
     * reaches is in the image: {@code @RegisterForReflection} at the type, or {@code quarkus.native.resources.includes}.
     */
    private static final Map<String, String> KNOWN = Map.of(
            "dev.roomcast.broker.redis.link.Script.read calls java.lang.Class.getResourceAsStream",
            "redis/*.lua is included",
            "dev.roomcast.api.Problem.response calls jakarta.ws.rs.core.Response$ResponseBuilder.entity",
            "always a String");

    private static final Pattern BY_NAME_OR_CLASS = Pattern.compile(String.join(
            "|",
            // Jackson and Vert.x look at the object's class
            "com\\.fasterxml\\.jackson\\.databind\\.(ObjectMapper|ObjectReader|ObjectWriter|json\\.JsonMapper)"
                    + "\\.(readValue|readValues|convertValue|updateValue|writeValue\\w*|valueToTree|treeToValue|forType"
                    + "|readerFor\\w*|writerFor)",
            "io\\.vertx\\.core\\.json\\.(Json\\.(decodeValue|encode\\w*)|JsonObject\\.(mapTo|mapFrom))",
            "jakarta\\.ws\\.rs\\.core\\.Response(\\$ResponseBuilder)?\\.(entity|ok|accepted)",
            // Java's own ways
            "java\\.lang\\.Class\\.(forName|newInstance|getResource\\w*|getRecordComponents"
                    + "|get(Declared)?(Method|Field|Constructor)s?)",
            "java\\.lang\\.ClassLoader\\.(loadClass|getResource\\w*|getSystemResource\\w*)",
            "java\\.lang\\.reflect\\.(Method\\.invoke|Constructor\\.newInstance|Field\\.[gs]et\\w*|Proxy\\.newProxyInstance)",
            "java\\.lang\\.invoke\\.MethodHandles\\$Lookup\\.(find(?!VarHandle)\\w+|unreflect\\w*)",
            "java\\.util\\.(ServiceLoader\\.load|ResourceBundle\\.getBundle)"));

    @Test
    void everyCallThatReachesTypesOrResourcesByNameIsKnown() throws IOException {
        assertThat(calls(CLASSES)).containsExactlyInAnyOrderElementsOf(KNOWN.keySet());
    }

    @Test
    void everyResourceIsIncludedOrBroughtByQuarkus() throws IOException {
        Properties settings = new Properties();
        settings.load(Files.newBufferedReader(CLASSES.resolve("application.properties")));
        List<String> included = List.of(
                settings.getProperty("quarkus.native.resources.includes").split(","));
        try (Stream<Path> files = Files.walk(CLASSES)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(CLASSES::relativize)
                            .filter(file -> !file.toString().endsWith(".class"))
                            .filter(file -> !isBroughtByQuarkus(file))
                            .filter(file -> included.stream().noneMatch(glob -> matches(glob, file))))
                    .isEmpty();
        }
    }

    /**
     * Settings, messages of Hibernate Validator, the pages, which Web Bundler embeds, static resources, which Vert.x HTTP
     * registers, services the build looks up, and what the OpenAPI document is built from.
     */
    private static boolean isBroughtByQuarkus(Path file) {
        return file.equals(Path.of("application.properties"))
                || file.equals(Path.of("ValidationMessages.properties"))
                || file.startsWith("web")
                || file.startsWith("META-INF/resources")
                || file.equals(Path.of("META-INF/openapi.yaml"))
                || file.equals(Path.of("META-INF/services/io.smallrye.config.ConfigSourceInterceptor"));
    }

    private static boolean matches(String glob, Path file) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob.strip()).matches(file);
    }

    @Test
    void aCallByNameAndAMapperAreFound() throws IOException {
        assertThat(calls(Path.of("target/test-classes/dev/roomcast/nativeimage")))
                .contains(
                        "dev.roomcast.nativeimage.ReflectionTest$Culprit.byName calls java.lang.Class.forName",
                        "dev.roomcast.nativeimage.ReflectionTest$Culprit.byReference calls java.lang.Class.getRecordComponents",
                        "dev.roomcast.nativeimage.ReflectionTest$Culprit.byMapper calls"
                                + " com.fasterxml.jackson.databind.ObjectMapper.convertValue");
    }

    private static Set<String> calls(Path root) throws IOException {
        Set<String> calls = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                ClassReader reader = new ClassReader(Files.readAllBytes(file));
                reader.accept(new Calls(reader.getClassName(), calls), ClassReader.SKIP_DEBUG);
            }
        }
        return calls;
    }

    private static final class Calls extends ClassVisitor {

        private final String caller;
        private final Set<String> calls;

        Calls(String caller, Set<String> calls) {
            super(Opcodes.ASM9);
            this.caller = caller.replace('/', '.');
            this.calls = calls;
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String type, String generic, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String name, String methodType, boolean i) {
                    note(owner, name);
                }

                @Override
                public void visitInvokeDynamicInsn(String n, String t, Handle bootstrap, Object... arguments) {
                    for (Object argument : arguments) {
                        if (argument instanceof Handle handle) {
                            note(handle.getOwner(), handle.getName());
                        }
                    }
                }

                private void note(String owner, String name) {
                    String callee = owner.replace('/', '.') + "." + name;
                    if (BY_NAME_OR_CLASS.matcher(callee).matches()) {
                        calls.add(caller + "." + method + " calls " + callee);
                    }
                }
            };
        }
    }

    /** Never run. */
    static final class Culprit {

        private Culprit() {}

        static Object byName() throws ClassNotFoundException {
            return Class.forName("dev.roomcast.Unseen");
        }

        static Object byReference(Class<?> type) {
            return Stream.of(type).map(Class::getRecordComponents).toList();
        }

        static Object byMapper(Object object) {
            return new ObjectMapper().convertValue(object, Map.class);
        }
    }
}
