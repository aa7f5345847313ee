package dev.roomcast.session;

import dev.roomcast.auth.User;
import dev.roomcast.protocol.Language;

/**
 * What is known of a connection when its first frame may go out.
 *
 * @param connectionId unique
 * @param guestsWelcome whether one may stay without a token
 * @param user whose token came with the handshake, or null
 * @param language for messages to people
 * @param remoteAddress address and port, for the log
 * @param userAgent for the log, or null
 */
public record Handshake(
        String connectionId,
        boolean guestsWelcome,
        User user,
        Language language,
        String remoteAddress,
        String userAgent) {}
