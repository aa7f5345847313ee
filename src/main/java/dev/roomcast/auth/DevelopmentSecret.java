package dev.roomcast.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

import io.quarkus.runtime.LaunchMode;
import org.jboss.logging.Logger;

/**
 * The secret that tokens are signed with where none is set and none is needed. In dev mode it is kept in the folder of the
 * build, so that a restart signs nobody out; {@code ./mvnw clean} makes another. Blocks for a small file; once, at the start.
 */
final class DevelopmentSecret {

    private static final Logger LOG = Logger.getLogger(DevelopmentSecret.class);
    private static final String BUILD = "target";
    private static final String FILE = "dev-jwt-secret";

    private DevelopmentSecret() {}

    /** As many bytes as HS256 needs. */
    static byte[] get() {
        return LaunchMode.current() == LaunchMode.DEVELOPMENT ? kept(Path.of("").toAbsolutePath()) : make();
    }

    /**
     * The secret of a project in development.
     *
     * @param folder the project, or the folder of its build; where it is neither, the secret is a new one each time
     */
    static byte[] kept(Path folder) {
        Path build = folder.endsWith(BUILD) ? folder : folder.resolve(BUILD);
        Path file = build.resolve(FILE);
        try {
            if (Files.isRegularFile(file) && Files.size(file) == JwtSettings.MIN_SECRET_BYTES) {
                return Files.readAllBytes(file);
            }
            byte[] made = make();
            if (Files.isDirectory(build)) {
                write(file, made);
            }
            return made;
        } catch (IOException | UnsupportedOperationException unkept) {
            LOG.debugf("the key of dev mode is not kept: %s", unkept);
            return make();
        }
    }

    private static void write(Path file, byte[] secret) throws IOException {
        Path fresh = Files.createTempFile(
                file.getParent(),
                FILE,
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, secret);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] make() {
        byte[] random = new byte[JwtSettings.MIN_SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }
}
