/** What several kinds of test need: the real parts they run with, found or brought along on a bare machine. */
package dev.roomcast.testing;
