package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples that verify a webhook accept what is right and refuse what is not. */
class WebhookExamplesTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYq=";
    private static final String BODY = "{\"events\":[{\"id\":\"a-1-1\",\"text\":\"h\u00e9\"}]}";
    private static final String ID = "a-1-1_1";
    private static final int SECONDS = 60;

    private static String sign(String id, long timestamp, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring("whsec_".length())), "HmacSHA256"));
            byte[] signed = (id + '.' + timestamp + '.' + body).getBytes(StandardCharsets.UTF_8);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static int run(Path program, String file, String id, long timestamp, String signature, String body)
            throws IOException, InterruptedException {
        Path input = Files.createTempFile("webhook", ".json");
        Files.writeString(input, body);
        Process process = new ProcessBuilder(
                        program.toString(),
                        "docs/examples/webhooks/" + file,
                        SECRET,
                        id,
                        Long.toString(timestamp),
                        signature)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
            Files.delete(input);
        }
    }

    private static List<Path> onThePath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"python3, verify.py", "node, verify.mjs"})
    void theExampleVerifies(String program, String file) throws IOException, InterruptedException {
        List<Path> found = onThePath(program);
        assumeThat(found).as(program + " is installed").isNotEmpty();
        Path interpreter = found.get(0);
        long now = Instant.now().getEpochSecond();
        String signature = sign(ID, now, BODY);

        assertThat(run(interpreter, file, ID, now, signature, BODY)).isZero();
        assertThat(run(interpreter, file, ID, now, "v1,AAAA " + signature, BODY))
                .as("of two")
                .isZero();
        assertThat(run(interpreter, file, ID, now, signature, BODY + ' '))
                .as("another body")
                .isEqualTo(1);
        assertThat(run(interpreter, file, "b", now, signature, BODY))
                .as("another id")
                .isEqualTo(1);
        assertThat(run(interpreter, file, ID, now + 1, signature, BODY))
                .as("another time")
                .isEqualTo(1);
        assertThat(run(interpreter, file, ID, now - 600, sign(ID, now - 600, BODY), BODY))
                .as("an old one")
                .isEqualTo(1);
    }
}
