/**
 * The Java client ({@code client-java}) against the real server: what it promises, through lost connections and under
 * load, and as those have it who install it. Its own tests, with a scripted server, are beside its sources.
 */
package dev.roomcast.javaclient;
