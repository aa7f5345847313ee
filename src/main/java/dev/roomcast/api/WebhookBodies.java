package dev.roomcast.api;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.roomcast.protocol.Timestamps;
import dev.roomcast.webhooks.Webhooks.Status;

/** What the HTTP API answers of webhooks. */
final class WebhookBodies {

    private WebhookBodies() {}

    /** A target. */
    @Schema(
            name = "WebhookTarget",
            description = "A target of webhooks, and how it is with it",
            requiredProperties = {"name", "host", "events", "waiting", "failed"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Target(
            @Schema(description = "As the settings have it") String name,

            @Schema(description = "Where requests go; the rest of the URL is not told")
            String host,

            @Schema(description = "What it is told of") List<String> events,

            @Schema(minimum = "0", description = "Events that wait")
            long waiting,

            @Schema(minimum = "0", description = "Events that were put aside after they had been tried too long")
            long failed,

            @Schema(format = "date-time", description = "Since when it has not taken any request; absent while it does")
            String failingSince,

            @Schema(description = "For people: why it took none; absent while it does")
            String lastError) {

        static Target of(Status status) {
            return new Target(
                    status.name(),
                    status.host(),
                    status.events(),
                    status.waiting(),
                    status.failed(),
                    status.failingSince() == 0 ? null : Timestamps.format(status.failingSince()),
                    status.lastError());
        }
    }

    /** All targets. */
    @Schema(
            name = "WebhookTargets",
            description = "All targets of webhooks, in the order of the settings",
            requiredProperties = {"targets"})
    record Targets(List<Target> targets) {}
}
