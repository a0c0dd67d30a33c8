//! The three enums of the contract (CONTRACT names the file) as Rust enums.
use std::{env, fs};

fn variant(value: &str) -> String {
    let capital = |word: &str| word[..1].to_string() + &word[1..].to_lowercase();
    value.split('_').map(capital).collect()
}

fn main() {
    let path = env::var("CONTRACT").expect("CONTRACT");
    println!("cargo:rerun-if-changed={path}");
    println!("cargo:rerun-if-env-changed=CONTRACT");
    let contract: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut code = String::new();
    for name in ["WebhookType", "Operation", "DataModel"] {
        code += "#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]\n";
        code += &format!("#[serde(rename_all = \"SCREAMING_SNAKE_CASE\")]\npub enum {name} {{\n");
        for value in contract["components"]["schemas"][name]["enum"].as_array().unwrap() {
            code += &format!("    {},\n", variant(value.as_str().unwrap()));
        }
        code += "}\n";
    }
    fs::write(env::var("OUT_DIR").unwrap() + "/enums.rs", code).unwrap();
}
