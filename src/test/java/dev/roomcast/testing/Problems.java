package dev.roomcast.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** Problem documents, RFC 9457. */
public final class Problems {

    private Problems() {}

    /** The reply is a problem document of this status. */
    public static void assertProblem(Api.Reply reply, int status) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.contentType()).isEqualTo("application/problem+json");
        assertThat(reply.at("/status").asInt()).isEqualTo(status);
        assertThat(reply.at("/title").asText()).isNotBlank();
    }
}
