/**
 * Where rooms live: the contracts that every store of rooms keeps. {@link dev.roomcast.broker.Broker} is the sum of its
 * capabilities; each back end has a package of its own below, and passes the same contract test. A broker knows nothing of
 * connections.
 */
package dev.roomcast.broker;
