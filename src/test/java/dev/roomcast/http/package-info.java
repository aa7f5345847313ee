/** The HTTP API and its OpenAPI document, from a caller's side. */
package dev.roomcast.http;
