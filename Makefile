# "make help" lists what there is. Everything works from a clean checkout with
# Go, make and, for up and test, root.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL: # root tests share one kernel

# What "make up" makes is in the checkout, so that "make down" may delete it all.
DATA_DIR ?= $(CURDIR)/.data/sallyport
# Flags for up. The demo needs no way out; UP_FLAGS= gives services with egress DEFAULT the one of the host.
UP_FLAGS ?= --uplink none

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null)
TAGS    := kernel,engine,e2e,bench
SOURCES := $(wildcard cmd internal test)

# One mode for all: tests and the program share what is compiled, and a fresh
# machine needs no C compiler.
export CGO_ENABLED := 0

# Tools are pinned here, and not in go.mod: a linter's two hundred modules are not ours.
LINT_VERSION := v2.15.0
LINT         := bin/golangci-lint-$(LINT_VERSION)

# The packages that have tests of a build tag, as ./internal/foo ./internal/bar.
tagged = $(patsubst %,./%,$(shell grep -rlE '^//go:build .*\b$(1)\b' --include='*_test.go' $(SOURCES) | xargs -r -n1 dirname | sort -u))

LEAKS := .data/before-tests

# how long make soak hunts and compares
SOAK ?= 10m

.PHONY: help
help: ## List the targets
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'
	@printf '\nThe data directory is %s (DATA_DIR=…).\n' '$(DATA_DIR)'

.PHONY: deps
deps: ## Install what this machine lacks, from the distribution's packages
	@scripts/deps.sh

# Without -trimpath tests take the packages that are compiled for them anyway,
# which on a fresh machine with two cores is two minutes less.
BUILD_FLAGS ?= -trimpath
test e2e: BUILD_FLAGS :=

.PHONY: build
build: ## Build the program, bin/sallyport
	go build $(BUILD_FLAGS) -ldflags '-X main.version=$(VERSION)' -o bin/sallyport ./cmd/sallyport

.PHONY: up
up: deps build ## Start Sallyport in the background, run the demo, print how to use it
	bin/sallyport up --data-dir $(DATA_DIR) $(UP_FLAGS)

.PHONY: down
down: ## Stop what up started and leave nothing behind, its data included
	@test -x bin/sallyport || $(MAKE) --no-print-directory build
	bin/sallyport down --data-dir $(DATA_DIR) --purge

.PHONY: check
check: check-format vet lint unit ## Check format, vet, lint and the unprivileged tests

.PHONY: check-format
check-format:
	@unformatted=$$(gofmt -l $(SOURCES)); \
	if [ -n "$$unformatted" ]; then printf 'not formatted (make fmt):\n%s\n' "$$unformatted" >&2; exit 1; fi

.PHONY: vet
vet:
	go vet -tags $(TAGS) ./...

.PHONY: lint
lint: $(LINT) ## Run golangci-lint, built once into bin
	$(LINT) run ./...

$(LINT):
	@echo 'Building golangci-lint $(LINT_VERSION); this takes a minute or two, once'
	@mkdir -p bin/.tools
	GOBIN=$(CURDIR)/bin/.tools go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	@mv bin/.tools/golangci-lint $@ && rmdir bin/.tools

.PHONY: unit
unit: ## Run the unprivileged tests
	go test -timeout 5m ./...

.PHONY: test
test: deps build check leaks-before kernel engine e2e leaks-after ## Run everything, as root: check, kernel, engine and end-to-end tests

.PHONY: kernel
kernel: root ## Run the tests that need network namespaces
	$(call run-tagged,kernel,10m)

.PHONY: engine
engine: root ## Run the tests that need containerd
	$(call run-tagged,engine,15m)

.PHONY: e2e
e2e: root build ## Run the end-to-end tests, with the aws command line
	$(call run-tagged,e2e,20m)

.PHONY: soak
soak: root build ## Hunt for leaks and compare random networks with the plan, for SOAK (10m) each
	SALLYPORT_SOAK=$(SOAK) go test -tags e2e -count=1 -timeout 60m -run TestNothingLeaks -v ./test/e2e
	SALLYPORT_SOAK=$(SOAK) go test -tags kernel -count=1 -timeout 60m -run TestKernelEndsPacketsWhereReachSays -v ./internal/datapath

# run-tagged runs the tests of the packages that have some of a tag, one package
# after the other: they share one kernel. Untagged tests beside them run again.
define run-tagged
	@packages='$(call tagged,$(1))'; \
	if [ -z "$$packages" ]; then echo 'no $(1) tests'; exit 0; fi; \
	echo go test -tags $(1) $$packages; \
	go test -tags $(1) -count=1 -p 1 -timeout $(2) $$packages
endef

.PHONY: root
root:
	@if [ "$$(id -u)" -ne 0 ]; then echo 'these tests make network namespaces and containers: run them as root' >&2; exit 1; fi

.PHONY: leaks-before leaks-after
leaks-before:
	@scripts/leaks.sh before $(LEAKS)
leaks-after:
	@scripts/leaks.sh after $(LEAKS)

.PHONY: bench
bench: root ## Measure against the floors, in ten minutes, and write BENCH.md
	@scripts/deps.sh bench
	go run ./test/bench/report

.PHONY: fmt
fmt: ## Format the sources
	gofmt -w $(SOURCES)

.PHONY: tidy
tidy: ## Show what go.mod and go.sum have too much or too little
	go mod tidy -diff

.PHONY: generate
generate: ## Generate the sources that are generated
	go generate ./...

.PHONY: clean
clean: ## Delete what was built
	rm -rf bin .data coverage
