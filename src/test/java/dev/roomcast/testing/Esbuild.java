package dev.roomcast.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The bundler that the build has unpacked to bundle the client library with. */
public final class Esbuild {

    private Esbuild() {}

    /** Its executable. */
    public static Path executable() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target", "esbuild"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("esbuild-"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }
}
