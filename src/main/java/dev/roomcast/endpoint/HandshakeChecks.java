package dev.roomcast.endpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

import dev.roomcast.delivery.Delivery;

/**
 * The checks of a handshake in their order, cheapest first; then what of the handshake is needed after the upgrade is put
 * aside. One check for Quarkus and not one each: it makes some ten objects to go from one to the next.
 */
@ApplicationScoped
class HandshakeChecks implements HttpUpgradeCheck {

    /** Headers for the upgrade itself, for what proxies say of it, and for what is known of a session. */
    private static final Set<String> READ_LATER =
            caseless("host", "connection", "upgrade", "origin", "forwarded", "accept-language", "user-agent");

    private static final List<String> READ_LATER_BEGIN = List.of("sec-websocket-", "x-forwarded-");

    private final CapacityCheck capacity;
    private final OriginCheck origin;
    private final TokenCheck token;
    private final Rejections rejections;
    private final Delivery delivery;

    @Inject
    HandshakeChecks(
            CapacityCheck capacity, OriginCheck origin, TokenCheck token, Rejections rejections, Delivery delivery) {
        this.capacity = capacity;
        this.origin = origin;
        this.token = token;
        this.rejections = rejections;
        this.delivery = delivery;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        Rejections.Reason reason = capacity.rejection(context.httpRequest());
        if (reason == null) {
            reason = origin.rejection(context.httpRequest());
        }
        if (reason != null) {
            return Uni.createFrom().item(rejections.reject(context, reason));
        }
        if (!TokenCheck.hasToken(context)) {
            return Uni.createFrom().item(last(context, CheckResult.permitUpgradeSync()));
        }
        CompletableFuture<CheckResult> tokenChecked = token.perform(context).subscribeAsCompletionStage();
        Uni<CheckResult> result = Uni.createFrom().completionStage(tokenChecked);
        if (!tokenChecked.isDone()) {
            result = result.emitOn(delivery.hold(context.httpRequest()));
        }
        return result.map(soFar -> {
            CheckResult end = last(context, soFar);
            if (!end.isUpgradePermitted()) {
                // Whether it was held or not: a worker may have been done before anybody looked.
                closeAfterResponse(context.httpRequest());
            }
            return end;
        });
    }

    private static void closeAfterResponse(HttpServerRequest request) {
        request.response()
                .putHeader("Connection", "close")
                .endHandler(sent -> request.connection().close());
    }

    /** What is left to be seen and done right before the upgrade: after this, nothing may keep it from happening. */
    private CheckResult last(HttpUpgradeContext context, CheckResult soFar) {
        if (!soFar.isUpgradePermitted()) {
            return soFar;
        }
        HttpServerRequest request = context.httpRequest();
        Rejections.Reason reason =
                delivery.isPipelined(request) ? Rejections.Reason.MALFORMED : UpgradeHeaders.rejection(request);
        if (reason != null) {
            return rejections.reject(context, reason);
        }
        String features = request.getParam("features");
        context.userData().put(Connections.FEATURES, features == null ? Set.of() : Set.of(distinct(features)));
        // Here and not from the connection, which only knows who it was accepted from: a proxy.
        context.userData()
                .put(Connections.REMOTE_ADDRESS, text(context.httpRequest().remoteAddress()));
        if (!delivery.prepare(request, context.userData())) {
            return rejections.reject(context, Rejections.Reason.GONE);
        }
        forgetTheRest(request.headers());
        return soFar;
    }

    private static Set<String> caseless(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(List.of(names));
        return set;
    }

    /** Quarkus keeps a copy of all headers as long as the connection lives, of cookies and the token too. */
    private static void forgetTheRest(MultiMap headers) {
        List<String> rest = new ArrayList<>();
        for (Map.Entry<String, String> header : headers) {
            if (!isReadLater(header.getKey())) {
                rest.add(header.getKey());
            }
        }
        rest.forEach(headers::remove);
    }

    private static boolean isReadLater(String name) {
        for (String begin : READ_LATER_BEGIN) {
            if (name.regionMatches(true, 0, begin, 0, begin.length())) {
                return true;
            }
        }
        return READ_LATER.contains(name);
    }

    private static String text(SocketAddress address) {
        String host = address.host();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.port();
    }

    private static String[] distinct(String features) {
        return Arrays.stream(features.split(",", 16))
                .map(String::strip)
                .distinct()
                .toArray(String[]::new);
    }
}
