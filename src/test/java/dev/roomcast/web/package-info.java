/** The page and the client library, in a real browser and on a real JavaScript engine. */
package dev.roomcast.web;
