"""POST /v3/core/webhooks with FastAPI: pydantic models, an APIKeyHeader, served by uvicorn."""

import json
import os
import secrets
from datetime import datetime, timezone
from enum import StrEnum

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, HttpUrl

with open(os.environ["CONTRACT"], encoding="utf-8") as contract:
    schemas = json.load(contract)["components"]["schemas"]


def enum_of(name: str) -> type[StrEnum]:
    return StrEnum(name, {value: value for value in schemas[name]["enum"]})


WebhookType = enum_of("WebhookType")
Operation = enum_of("Operation")
DataModel = enum_of("DataModel")


class WebhookIn(BaseModel):
    name: str
    type: WebhookType
    url: HttpUrl
    operations: list[Operation]
    data_models: list[DataModel]
    headers: dict[str, str] = {}


class CreateWebhook(BaseModel):
    webhook: WebhookIn


class Webhook(WebhookIn):
    id: str
    created_at: datetime


api_key = APIKeyHeader(name="api_key")
webhooks: dict[str, Webhook] = {}
app = FastAPI()


def authorized(key: str = Security(api_key)) -> None:
    if key != os.environ["API_KEY"]:
        raise HTTPException(status_code=401, detail="Invalid API key")


@app.post("/v3/core/webhooks", dependencies=[Depends(authorized)])
def create_webhook(body: CreateWebhook) -> Webhook:
    webhook = Webhook(
        **body.webhook.model_dump(),
        id=secrets.token_urlsafe(15),
        created_at=datetime.now(timezone.utc),
    )
    webhooks[webhook.id] = webhook
    return webhook


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]))
