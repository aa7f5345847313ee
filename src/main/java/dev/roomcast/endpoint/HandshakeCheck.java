package dev.roomcast.endpoint;

import java.util.Arrays;
import java.util.Set;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;

import dev.roomcast.delivery.Delivery;

/** Refuses nobody: keeps what of the handshake is needed after the upgrade. */
@ApplicationScoped
@Priority(Door.HANDSHAKE)
class HandshakeCheck implements HttpUpgradeCheck {

    private final Delivery delivery;

    @Inject
    HandshakeCheck(Delivery delivery) {
        this.delivery = delivery;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        String features = context.httpRequest().getParam("features");
        context.userData().put(Connections.FEATURES, features == null ? Set.of() : Set.of(distinct(features)));
        delivery.prepare(context.httpRequest(), context.userData());
        return CheckResult.permitUpgrade();
    }

    private static String[] distinct(String features) {
        return Arrays.stream(features.split(",", 16))
                .map(String::strip)
                .distinct()
                .toArray(String[]::new);
    }
}
