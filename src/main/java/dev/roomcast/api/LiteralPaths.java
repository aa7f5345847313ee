package dev.roomcast.api;

import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Takes each segment of a path for the name that it is, percent-encoded and nothing else. The platform would cut off what
 * follows a {@code ;}, remove segments {@code .} and {@code ..}, and join slashes, and so take one room for another.
 */
public final class LiteralPaths {

    /** Matches the path as it was sent; an empty segment names nothing. */
    @ServerRequestFilter(preMatching = true)
    public void keep(ContainerRequestContext context, RoutingContext request) {
        String path = request.request().path();
        if (path.contains("//")) {
            throw new NotFoundException();
        }
        if (path.indexOf(';') < 0 && Stream.of(path.split("/")).noneMatch(LiteralPaths::isDots)) {
            return;
        }
        MultiMap query = MultiMap.caseInsensitiveMultiMap().addAll(request.queryParams());
        context.setRequestUri(URI.create(
                Stream.of(path.split("/", -1)).map(LiteralPaths::encoded).collect(Collectors.joining("/"))));
        request.queryParams().addAll(query);
    }

    private static boolean isDots(String segment) {
        String name = decodedDots(segment);
        return name.equals(".") || name.equals("..");
    }

    private static String decodedDots(String segment) {
        return segment.replace("%2e", ".").replace("%2E", ".");
    }

    /** As the matcher wants it, and then once more as {@link URI} does, which decodes it. */
    private static String encoded(String segment) {
        String name = isDots(segment) ? decodedDots(segment).replace(".", "%2E") : segment.replace(";", "%3B");
        return name.replace("%", "%25");
    }
}
