package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Json;

/** The bill of materials that is made beside the jar: target/roomcast-sbom.json. */
class BillOfMaterialsIT {

    private static final Path LIBRARIES = Path.of("target/quarkus-app/lib");

    @Test
    void everyLibraryThatIsShippedIsListed() throws IOException {
        JsonNode bill = Json.parse(Files.readString(Path.of("target/roomcast-sbom.json")));
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        Set<String> listed = new TreeSet<>();
        for (JsonNode component : bill.path("components")) {
            assertThat(component.path("purl").asText()).startsWith("pkg:maven/");
            listed.add(component.path("name").asText() + "-"
                    + component.path("version").asText());
        }
        assertThat(listed)
                .anyMatch(name -> name.startsWith("netty-handler-4.1."))
                .noneMatch(name -> name.startsWith("junit") || name.startsWith("playwright"));
        for (String shipped : shipped()) {
            assertThat(listed).as(shipped).anyMatch(shipped::contains);
        }
    }

    private static Set<String> shipped() throws IOException {
        try (Stream<Path> jars = Files.walk(LIBRARIES)) {
            Set<String> names = new TreeSet<>();
            jars.map(jar -> jar.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .forEach(names::add);
            return names;
        }
    }
}
