"""Judges or signs a message with the official library of Standard Webhooks.

Takes `{"secret", "body", "headers"}` or `{"secret", "body", "id", "timestamp"}` as JSON, and prints `valid`,
`invalid: why` or a signature.
"""

import json
import sys
from datetime import datetime, timezone

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

given = json.load(sys.stdin)
webhook = Webhook(given["secret"])
if "headers" in given:
    try:
        webhook.verify(given["body"], given["headers"])
        print("valid")
    except WebhookVerificationError as error:
        print(f"invalid: {error}")
else:
    moment = datetime.fromtimestamp(given["timestamp"], tz=timezone.utc)
    print(webhook.sign(given["id"], moment, given["body"]))
