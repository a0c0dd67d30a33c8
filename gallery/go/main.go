// POST /v3/core/webhooks with Go's standard library: net/http, encoding/json, checks by hand.
package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"
)

type createRequest struct {
	Webhook *webhookInput `json:"webhook"`
}

type webhookInput struct {
	Name       string            `json:"name"`
	Type       string            `json:"type"`
	URL        string            `json:"url"`
	Operations []string          `json:"operations"`
	DataModels []string          `json:"data_models"`
	Headers    map[string]string `json:"headers"`
}

type webhook struct {
	ID string `json:"id"`
	webhookInput
	CreatedAt time.Time `json:"created_at"`
}

type enum struct {
	Enum []string `json:"enum"`
}

type server struct {
	key                           string
	types, operations, dataModels []string
	mu                            sync.Mutex
	webhooks                      map[string]webhook
}

func (s *server) validate(in *webhookInput) error {
	if in == nil {
		return errors.New("webhook is required")
	}
	if in.Name == "" {
		return errors.New("name is required")
	}
	if !slices.Contains(s.types, in.Type) {
		return fmt.Errorf("unknown type %q", in.Type)
	}
	if u, err := url.ParseRequestURI(in.URL); err != nil || (u.Scheme != "https" && u.Scheme != "http") {
		return errors.New("url must be an http(s) URL")
	}
	for _, operation := range in.Operations {
		if !slices.Contains(s.operations, operation) {
			return fmt.Errorf("unknown operation %q", operation)
		}
	}
	for _, model := range in.DataModels {
		if !slices.Contains(s.dataModels, model) {
			return fmt.Errorf("unknown data model %q", model)
		}
	}
	return nil
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}

func writeError(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]string{"error": message})
}

func (s *server) create(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("api_key") != s.key {
		writeError(w, http.StatusUnauthorized, "invalid api key")
		return
	}
	var request createRequest
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	if err := s.validate(request.Webhook); err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	created := webhook{ID: rand.Text(), webhookInput: *request.Webhook, CreatedAt: time.Now().UTC()}
	s.mu.Lock()
	s.webhooks[created.ID] = created
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, created)
}

func load(path string) (*server, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var contract struct {
		Components struct {
			Schemas struct{ WebhookType, Operation, DataModel enum }
		}
	}
	if err := json.Unmarshal(text, &contract); err != nil {
		return nil, err
	}
	schemas := contract.Components.Schemas
	return &server{
		types: schemas.WebhookType.Enum, operations: schemas.Operation.Enum,
		dataModels: schemas.DataModel.Enum, webhooks: map[string]webhook{},
	}, nil
}

func main() {
	s, err := load(os.Getenv("CONTRACT"))
	if err != nil {
		log.Fatal(err)
	}
	s.key = os.Getenv("API_KEY")
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v3/core/webhooks", s.create)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), mux))
}
