# Archwire: make run starts the demo clinic, make test proves the whole.
# Everything else builds one part; `make help` lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN     := bin/archwire
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X archwire/internal/app.Version=$(VERSION)

# What the pages and the binary are made of: a part is built again only when one
# of its sources is newer.
WEB_SOURCES := $(shell find web -name node_modules -prune -o -path web/dist -prune -o -path '*/e2e' -prune -o -type f ! -name '*.go' -print 2>/dev/null)
GO_SOURCES  := $(shell find cmd internal web/embed.go -type f ! -name '*_test.go' 2>/dev/null) go.mod go.sum
NODE_STAMP  := web/node_modules/.package-lock.json
WEB_STAMP   := web/dist/staff/index.html

.PHONY: help check run test web build bench chaos audit openapi i18n pictures lint fmt clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

check: # Go and Node are there and new enough
	@.ci/tools

run: build ## build what changed and start the demo clinic
	@$(BIN) demo $(ARGS)

test: check ## everything: Go on both databases, web, browser stories (REQUIRE_ALL=1: a missing part fails)
	@.ci/test

web: check $(WEB_STAMP) ## build the pages into web/dist

build: check $(WEB_STAMP) $(BIN) ## build bin/archwire with the pages in it

$(NODE_STAMP): web/package-lock.json
	@.ci/retry "npm ci" sh -c 'cd web && npm ci --no-audit --no-fund --loglevel=error'
	@touch $@

$(WEB_STAMP): $(NODE_STAMP) $(WEB_SOURCES)
	@echo "building the pages"
	@cd web && npm run --silent build
	@touch $@

$(BIN): $(GO_SOURCES) $(WEB_STAMP)
	@echo "building $(BIN) (the first time takes a minute or two)"
	@CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/archwire

bench: build ## measure beside the raw limit, on both databases
	go run ./bench $(ARGS)

N    ?= 50
SEED ?= 1
chaos: build ## kill the program N times under load (N=50 SEED=1)
	go run ./bench/chaos -kills $(N) -seed $(SEED) $(ARGS)

audit: build ## send schemathesis against every route of a running demo
	@.ci/audit

openapi: check $(NODE_STAMP) ## write api/openapi.yaml and the client's types
	go run ./cmd/archwire openapi
	cd web && npm run --silent api

i18n: check ## write the modules' sentences for the web
	go run ./cmd/archwire i18n

pictures: build ## take the documents' pictures from a demo at 10:20 into docs/pictures
	@cd web/staff && npx --no-install playwright test -c e2e/pictures.config.ts

lint: check $(NODE_STAMP) ## vet, formatting and types, without running anything
	@.ci/lint

fmt: check ## format the Go sources
	gofmt -w $$(go list -f '{{.Dir}}' ./...)

clean: ## remove what was built
	rm -rf bin web/dist/staff web/dist/m web/dist/fonts .cache coverage
