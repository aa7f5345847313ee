/**
 * Roomcast and its peers, measured side by side on one machine: {@code bench/run}. The runner starts the servers, lets
 * them take turns under the same load, and has the report written.
 */
package dev.roomcast.bench;
