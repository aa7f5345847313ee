/**
 * Attacks on a packaged server, each with bystanders whose latency, messages and connections are watched. Attackers are
 * raw sockets that one thread drives by the thousands, from an address of their own. Run by {@code bench/abuse}, and for
 * a few seconds each by {@code ./mvnw verify}. How to read the table: {@code docs/abuse.md}.
 */
package dev.roomcast.abuse;
