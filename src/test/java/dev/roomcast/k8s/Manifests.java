package dev.roomcast.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.docs.Settings;
import dev.roomcast.docs.Yaml;

/** The files of {@code k8s/}, read as Kubernetes' own model, and what the application makes of what they set. */
final class Manifests {

    static final Path FOLDER = Path.of("k8s");
    static final Path BASE = FOLDER.resolve("base");
    static final Path COMPONENTS = FOLDER.resolve("components");
    static final Path OVERLAYS = FOLDER.resolve("overlays");
    static final Path MONITORING = COMPONENTS.resolve("monitoring");
    static final Path CHART = FOLDER.resolve("chart");

    private static final Path APPLICATION_PROPERTIES = Path.of("src/main/resources/application.properties");
    private static final Path OPERATIONS = Path.of("docs/operations.md");

    /** An environment variable that {@code application.properties} reads. */
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)[:}]");

    private static final ObjectMapper STRICT = strictMapper();

    private Manifests() {}

    /** The one object of a file. An unknown field, a wrong kind of value, or a key that is there twice is an error. */
    static <T> T read(Path file, Class<T> kind) {
        List<Object> documents = documents(file);
        if (documents.size() != 1) {
            throw new AssertionError(file + " has " + documents.size() + " objects, and not one");
        }
        return convert(file, documents.get(0), kind);
    }

    /** The object of that name in a file of several. */
    static <T> T read(Path file, Class<T> kind, String named) {
        return documents(file).stream()
                .filter(document -> ((Map<?, ?>) document).get("kind").equals(named))
                .map(document -> convert(file, document, kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " has no " + named));
    }

    private static List<Object> documents(Path file) {
        try {
            return Yaml.documents(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T convert(Path file, Object document, Class<T> kind) {
        try {
            return STRICT.readValue(STRICT.writeValueAsBytes(document), kind);
        } catch (JsonProcessingException e) {
            throw new AssertionError(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files below the folder whose names end so. */
    static List<Path> files(String ending) {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one container of a deployment, or of a patch for it. */
    static Container container(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    }

    static EnvVar variable(Container container, String name) {
        return container.getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The settings that the application in the pod would see, in production. */
    static SmallRyeConfig config(Container container) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), variable.getValue() == null ? "from a secret" : variable.getValue());
        }
        try {
            return new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .addDefaultInterceptors()
                    .withProfile("prod")
                    .withSources(
                            new PropertiesConfigSource(
                                    APPLICATION_PROPERTIES.toUri().toURL(), 250),
                            new EnvConfigSource(environment, 300))
                    .withMapping(RoomcastConfig.class)
                    .withValidateUnknown(false)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RoomcastConfig settings(Container container) {
        return config(container).getConfigMapping(RoomcastConfig.class);
    }

    /**
     * The environment variables that mean something in the pod: Roomcast's settings, those that its properties and its
     * code name, those of Quarkus that the operations page names, and the one that the JVM reads.
     */
    static Set<String> knownVariables() {
        return Stream.of(
                        Settings.of(RoomcastConfig.class, "roomcast").keySet().stream()
                                .map(Settings::environmentName),
                        EXPRESSION
                                .matcher(text(APPLICATION_PROPERTIES))
                                .results()
                                .map(match -> match.group(1)),
                        propertiesNamedInTheCode().map(Settings::environmentName),
                        Pattern.compile("\\bQUARKUS_[A-Z_]+")
                                .matcher(text(OPERATIONS))
                                .results()
                                .map(match -> match.group()),
                        Stream.of("JAVA_TOOL_OPTIONS"))
                .flatMap(names -> names)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** String constants of the code that could be property names; {@code jwt.secret} is one. */
    private static Stream<String> propertiesNamedInTheCode() {
        Pattern constant = Pattern.compile("static final String \\w+ = \"([a-z]+(?:[.-][a-z]+)+)\";");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files
                    .filter(Files::isRegularFile)
                    .flatMap(file -> constant.matcher(text(file)).results().map(match -> match.group(1)))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kubernetes' model takes any unknown field in; here it is told not to, nor to make strings of numbers. */
    private static ObjectMapper strictMapper() {
        JsonMapper mapper = JsonMapper.builder()
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                })
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }
}
