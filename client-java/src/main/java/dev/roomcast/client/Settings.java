package dev.roomcast.client;

import java.net.URI;
import java.util.Optional;
import java.util.function.DoubleSupplier;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What a client was built with: see {@link ClientBuilder} for what each means. Times in milliseconds. */
record Settings(
        URI address,
        Optional<String> fixedToken,
        Optional<TokenSource> tokenSource,
        Optional<String> guestKey,
        Optional<String> displayName,
        boolean signInByMessage,
        long backoffMin,
        long backoffMax,
        int tries,
        long tokenTimeout,
        long connectTimeout,
        long requestTimeout,
        long heartbeatInterval,
        long heartbeatTimeout,
        int window,
        double sendPerSecond,
        int sendBurst,
        int outboxMessages,
        long outboxBytes,
        int maxMessageBytes,
        int maxQueuedEvents,
        Optional<Decider> decider,
        ObjectMapper mapper,
        DoubleSupplier random) {}
