//! POST /v3/core/webhooks with axum: serde types, the Json extractor, url::Url.
use std::collections::HashMap;
use std::env;
use std::sync::{Arc, Mutex};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::{routing::post, Json, Router};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

include!(concat!(env!("OUT_DIR"), "/enums.rs"));

#[derive(Deserialize)]
struct CreateWebhook {
    webhook: WebhookInput,
}

#[derive(Clone, Serialize, Deserialize)]
struct WebhookInput {
    name: String,
    r#type: WebhookType,
    url: Url,
    operations: Vec<Operation>,
    data_models: Vec<DataModel>,
    #[serde(default)]
    headers: HashMap<String, String>,
}

#[derive(Clone, Serialize)]
struct Webhook {
    id: String,
    #[serde(flatten)]
    input: WebhookInput,
    created_at: DateTime<Utc>,
}

#[derive(Clone)]
struct App {
    key: String,
    webhooks: Arc<Mutex<HashMap<String, Webhook>>>,
}

async fn authorize(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, StatusCode> {
    match request.headers().get("api_key") {
        Some(key) if key.as_bytes() == app.key.as_bytes() => Ok(next.run(request).await),
        _ => Err(StatusCode::UNAUTHORIZED),
    }
}

async fn create(State(app): State<App>, Json(body): Json<CreateWebhook>) -> Json<Webhook> {
    let webhook = Webhook {
        id: nanoid::nanoid!(20),
        input: body.webhook,
        created_at: Utc::now(),
    };
    app.webhooks.lock().unwrap().insert(webhook.id.clone(), webhook.clone());
    Json(webhook)
}

#[tokio::main]
async fn main() {
    let app = App { key: env::var("API_KEY").unwrap(), webhooks: Default::default() };
    let router = Router::new()
        .route("/v3/core/webhooks", post(create))
        .layer(middleware::from_fn_with_state(app.clone(), authorize))
        .with_state(app);
    let address = format!("127.0.0.1:{}", env::var("PORT").unwrap());
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    axum::serve(listener, router).await.unwrap();
}
