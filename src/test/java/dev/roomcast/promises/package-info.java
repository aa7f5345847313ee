/**
 * What the protocol promises, tried with lost connections, retries, slow readers and writers that never pause. Records of
 * what members saw are held against each other and against the acks.
 */
package dev.roomcast.promises;
