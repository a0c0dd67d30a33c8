"""A small server for POST /v3/core/webhooks with two bugs, for docs/tutorial.md.

usage: server.py [--fixed] [PORT]    its key is tutorial-key; --fixed: the same without the two bugs
"""
import datetime
import http.server
import json
import pathlib
import re
import secrets
import sys

FIXED = "--fixed" in sys.argv
CONTRACT = pathlib.Path(__file__).resolve().parents[3] / "cases" / "webhooks.openapi.json"
SCHEMAS = json.loads(CONTRACT.read_text(encoding="utf-8"))["components"]["schemas"]
TYPES, OPERATIONS, MODELS = (SCHEMAS[name]["enum"] for name in ("WebhookType", "Operation", "DataModel"))


class Refused(Exception):
    """What ends a request with an error answer: a status and why."""


def need(condition, status, why):
    if not condition:
        raise Refused(status, why)


def values(webhook, name, documented):
    """A list of documented values; the type DATA_MODEL_CHANGES has to have one, the others may."""
    given = webhook.get(name, [])
    need(isinstance(given, list) and len(given) <= 1000, 422, f"{name} must be a list")
    need(given or webhook["type"] != "DATA_MODEL_CHANGES", 422, f"{name} must not be empty")
    for value in given:
        need(isinstance(value, str), 422, f"{name} must hold strings")
        if name == "data_models" and not FIXED:
            value = value.upper()  # the first bug: `accounts` is no data model
        need(value in documented, 422, f"{name}: no such value")
    return given


def create(body):
    """The webhook that a body asks for, as it is stored."""
    try:
        webhook = json.loads(body.decode("utf-8"))["webhook"]
    except (ValueError, KeyError, TypeError):
        raise Refused(400, "the body is no JSON object with a webhook") from None
    if webhook is not None or FIXED:  # the second bug: {"webhook": null} goes on
        need(isinstance(webhook, dict), 422, "webhook must be an object")
    need(isinstance(webhook.get("type"), str) and webhook["type"] in TYPES, 422, "type: no such value")
    for name in ("name", "url"):
        need(isinstance(webhook.get(name), str) and webhook[name], 422, f"{name} must be a string")
    need(re.match(r"https?://[\w.-]+", webhook["url"]), 422, "url must be an http or https URL")
    headers = webhook.get("headers", {})
    need(isinstance(headers, dict) and all(isinstance(value, str) for value in headers.values()), 422,
         "headers must map strings to strings")
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
    return {"id": secrets.token_hex(10), "created_at": now, "headers": headers, "url": webhook["url"],
            "name": webhook["name"], "type": webhook["type"],
            "operations": values(webhook, "operations", OPERATIONS),
            "data_models": values(webhook, "data_models", MODELS)}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            need(self.path == "/v3/core/webhooks", 404, "there is nothing here")
            need(self.headers.get("api_key") == "tutorial-key", 401, "a valid api_key is needed")
            status, answer = 200, create(body)
        except Refused as refused:
            status, answer = refused.args[0], {"error": {"message": refused.args[1]}}
        except Exception as error:  # what a framework does with it
            status, answer = 500, {"error": {"message": repr(error)}}
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        if status == 401:
            self.send_header("WWW-Authenticate", "ApiKey")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        """Nothing for each request."""


port = int(sys.argv[-1]) if sys.argv[-1].isdigit() else 8090
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
