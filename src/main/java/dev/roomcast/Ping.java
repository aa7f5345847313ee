package dev.roomcast;

/** Temporary. */
final class Ping {}
