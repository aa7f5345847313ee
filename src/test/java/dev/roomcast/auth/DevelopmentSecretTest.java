package dev.roomcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of dev mode, over its restarts. */
class DevelopmentSecretTest {

    @TempDir
    Path project;

    @Test
    void itIsTheSameAfterARestartFromTheProjectOrFromItsBuildAndNobodyElseReadsIt() throws IOException {
        Path build = Files.createDirectory(project.resolve("target"));
        byte[] first = DevelopmentSecret.kept(project);
        assertThat(first).hasSize(JwtSettings.MIN_SECRET_BYTES);
        assertThat(DevelopmentSecret.kept(project)).isEqualTo(first);
        assertThat(DevelopmentSecret.kept(build)).isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(build.resolve("dev-jwt-secret")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void itIsAnotherAfterACleanBuild() throws IOException {
        Path build = Files.createDirectory(project.resolve("target"));
        byte[] first = DevelopmentSecret.kept(project);
        Files.delete(build.resolve("dev-jwt-secret"));
        assertThat(DevelopmentSecret.kept(project)).isNotEqualTo(first);
    }

    @Test
    void aFileThatIsNoKeyIsReplaced() throws IOException {
        Path build = Files.createDirectory(project.resolve("target"));
        Files.writeString(build.resolve("dev-jwt-secret"), "short");
        byte[] first = DevelopmentSecret.kept(project);
        assertThat(first).hasSize(JwtSettings.MIN_SECRET_BYTES);
        assertThat(DevelopmentSecret.kept(project)).isEqualTo(first);
    }

    @Test
    void nothingIsWrittenWhereThereIsNoBuild() {
        assertThat(DevelopmentSecret.kept(project)).isNotEqualTo(DevelopmentSecret.kept(project));
        assertThat(project).isEmptyDirectory();
    }

    @Test
    void testsHaveOneOfTheirOwn() {
        assertThat(DevelopmentSecret.get()).isNotEqualTo(DevelopmentSecret.get());
    }
}
