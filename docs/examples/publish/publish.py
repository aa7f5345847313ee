"""Publishes a message, and tries again until it is known to be stored; the messageId keeps it from being stored twice.

JWT_SECRET=… python3 publish.py http://localhost:3000 team-blue '{"order": 4711}' order-4711-shipped
"""

import base64, hashlib, hmac, http.client, json, os, sys, time, urllib.error, urllib.parse, urllib.request


def token(secret, user_id, roles, seconds=3600):
    part = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=")
    claims = {"userId": user_id, "roles": roles, "exp": int(time.time()) + seconds}
    signed = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (signed + b"." + part(hmac.new(secret.encode(), signed, hashlib.sha256).digest())).decode()


def publish(url, bearer, room, content, message_id, tries=8):
    address = f"{url}/api/rooms/{urllib.parse.quote(room, safe='')}/messages"
    body = json.dumps({"content": content, "messageId": message_id}).encode()
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
    for attempt in range(tries):
        wait = min(0.1 * 2**attempt, 5)
        try:
            with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 503):
                raise SystemExit(refused.read().decode())
            wait = float(refused.headers.get("Retry-After", wait))
        except (OSError, http.client.HTTPException):
            pass  # no answer: it may be stored, or not
        time.sleep(wait)
    raise SystemExit("not known to be stored: try again later with the same messageId")


url, room, content, message_id = sys.argv[1:]
bearer = token(os.environ["JWT_SECRET"], "shop", ["service"])
print(json.dumps(publish(url, bearer, room, json.loads(content), message_id)))
