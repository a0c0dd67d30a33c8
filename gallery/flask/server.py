"""POST /v3/core/webhooks with Flask: a marshmallow schema, served by gunicorn."""

import json
import os
import secrets
from datetime import datetime, timezone

from flask import Flask, jsonify, request
from marshmallow import Schema, ValidationError, fields, validate

with open(os.environ["CONTRACT"], encoding="utf-8") as contract:
    schemas = json.load(contract)["components"]["schemas"]


def one_of(name):
    return fields.String(required=True, validate=validate.OneOf(schemas[name]["enum"]))


class WebhookSchema(Schema):
    name = fields.String(required=True)
    type = one_of("WebhookType")
    url = fields.Url(required=True)
    operations = fields.List(one_of("Operation"), required=True)
    data_models = fields.List(one_of("DataModel"), required=True)
    headers = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)


class CreateWebhookSchema(Schema):
    webhook = fields.Nested(WebhookSchema, required=True)


app = Flask(__name__)
webhooks = {}


@app.post("/v3/core/webhooks")
def create_webhook():
    if request.headers.get("api_key") != os.environ["API_KEY"]:
        return jsonify(error="invalid api key"), 401
    try:
        body = CreateWebhookSchema().load(request.get_json())
    except ValidationError as error:
        return jsonify(error=error.messages), 422
    webhook = {
        "id": secrets.token_urlsafe(15),
        **body["webhook"],
        "created_at": datetime.now(timezone.utc).isoformat(),
    }
    webhooks[webhook["id"]] = webhook
    return jsonify(webhook)
