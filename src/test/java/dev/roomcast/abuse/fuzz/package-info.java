/**
 * A fuzzer by grammar: requests of every type, frames and HTTP requests, sound, nearly sound and hostile, on a packaged
 * server. A case is made of a seed and its number alone, so that it can be sent again. Run by {@code bench/fuzz}, and with
 * 10,000 cases by {@code ./mvnw verify}.
 */
package dev.roomcast.abuse.fuzz;
