package dev.roomcast.broker.redis.link;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;

/** Addresses of a cluster's nodes, and the options by which each is connected to: those of the addresses configured. */
final class ClusterAddresses {

    private static final int DEFAULT_PORT = 6379;

    private final RedisOptions options;
    private final URI pattern;
    private final List<String> seeds;

    ClusterAddresses(RedisOptions options) {
        this.options = options;
        this.pattern = URI.create(options.getEndpoints().get(0));
        this.seeds = options.getEndpoints().stream()
                .map(URI::create)
                .map(uri -> uri.getHost() + ':' + (uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()))
                .toList();
    }

    /** Whom to ask for the map: those that are known to be in, then those configured. */
    List<String> inTurn(Collection<String> known) {
        Set<String> all = new LinkedHashSet<>(known);
        all.addAll(seeds);
        return new ArrayList<>(all);
    }

    /** The host of an address. */
    static String host(String address) {
        return address.substring(0, address.lastIndexOf(':'));
    }

    /** With scheme, credentials and parameters as configured. */
    RedisOptions options(String address) {
        String userInfo = pattern.getRawUserInfo() == null ? "" : pattern.getRawUserInfo() + '@';
        String query = pattern.getRawQuery() == null ? "" : '?' + pattern.getRawQuery();
        String uri = pattern.getScheme() + "://" + userInfo + bracketed(address) + query;
        RedisOptions one = new RedisOptions(options).setType(RedisClientType.STANDALONE);
        return one.setEndpoints(new ArrayList<>(List.of(uri)));
    }

    private static String bracketed(String address) {
        String host = host(address);
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return bare ? '[' + host + ']' + address.substring(host.length()) : address;
    }
}
