/* The contract loader: any document is refused with one line, or it is a contract whose own
 * documents can be written and are JSON. */
#include "fuzz/fuzz.h"
#include "harness/mutate/draft.h"

static void holds_for_contract(const struct hp_contract *contract)
{
    static struct hp_draft draft;
    struct hp_json_scan scan;
    HP_FUZZ_HOLDS(contract->types.count > 0 && contract->operations.count > 0, "contract-enums");
    HP_FUZZ_HOLDS(contract->method.len > 0 && contract->path.len > 0, "contract-request");
    HP_FUZZ_HOLDS(contract->request != NULL && contract->response != NULL, "contract-schemas");
    for (size_t i = 0; i < contract->request_order_count; i++) {
        enum hp_role role = contract->request_order[i];
        HP_FUZZ_HOLDS(contract->heads[role].len > 0, "contract-heads");
    }
    struct hp_content content = {.type = contract->types.values[0],
                                 .operations = contract->operations.values,
                                 .operation_count = contract->operations.count,
                                 .data_models = contract->data_models.values,
                                 .data_model_count = contract->data_models.count,
                                 .name = contract->example_name,
                                 .url = contract->example_url};
    if (draft.text.bytes_max == 0) {
        hp_draft_init(&draft);
    }
    hp_draft_write(&draft, contract, &content);
    HP_FUZZ_HOLDS(hp_json_scan(hp_draft_text(&draft), NULL, &scan), "contract-document");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hp_contract *contract = NULL;
    struct hp_error error = {0};
    enum hp_status status =
        hp_contract_load(hp_fuzz_input(data, size), "input.json", &contract, &error);
    HP_FUZZ_HOLDS((status == HP_OK) == (contract != NULL), "contract-status");
    HP_FUZZ_HOLDS(strchr(error.text, '\n') == NULL, "contract-error-line");
    if (contract != NULL) {
        holds_for_contract(contract);
    } else {
        HP_FUZZ_HOLDS(status == HP_ERR_USAGE || status == HP_ERR_LIMIT, "contract-refusal");
        HP_FUZZ_HOLDS(strstr(error.text, "input.json") != NULL, "contract-source");
    }
    hp_contract_free(contract);
    return 0;
}
