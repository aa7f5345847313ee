/** Webhooks with a real receiver. */
package dev.roomcast.webhooks;
