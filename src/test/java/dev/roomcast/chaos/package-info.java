/**
 * Many instances around one Redis while parts of it die: a real Redis, packaged instances as processes, clients that
 * write and read, a nemesis that applies one fault after the other, and an audit that holds what every reader saw against
 * the acks and the log. Run by {@code bench/chaos}, and for a minute by {@code ./mvnw verify}. Beside it the same is held
 * against instances that are replaced one after the other behind HAProxy: {@code bench/rolling}.
 */
package dev.roomcast.chaos;
