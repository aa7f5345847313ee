"""Publishes, reads a history and gets an error with the client that openapi-python-client made."""

import sys

from roomcast_api import AuthenticatedClient
from roomcast_api.api.rooms import delete_message, list_messages, publish
from roomcast_api.models import ErrorCode, History, Problem, Publish, Published, RoomMessage

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])

stored = publish.sync("orders", client=client, body=Publish(content={"order": 4711}, message_id="order-4711"))
assert isinstance(stored, Published), stored
again = publish.sync("orders", client=client, body=Publish(content={"order": 4711}, message_id="order-4711"))
assert isinstance(again, Published) and again.duplicate and again.offset == stored.offset, again
print("stored at", stored.offset, "on", stored.timestamp)

page = list_messages.sync("orders", client=client, limit=1, before=stored.offset + 1)
assert isinstance(page, History), page
message = page.messages[0]
assert isinstance(message, RoomMessage) and message.content == {"order": 4711}, message
print("read", message.content, "from", message.user.id)

refused = delete_message.sync("orders", stored.offset, client=client)
assert isinstance(refused, Problem) and refused.code is ErrorCode.FORBIDDEN, refused
print("refused:", refused.status, refused.code.value, "-", refused.detail)
