/**
 * What only a native build would find, found on the JVM: static state that an image cannot hold, members of libraries that
 * are not there, and types and resources that are reached without the build knowing of it.
 */
package dev.roomcast.nativeimage;
