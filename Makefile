# Talewright. `make run` leads to a book in the browser, `make test` runs everything.
# Longer work is in scripts/, each with a header that says what it does.

export CARGO_TARGET_DIR ?= $(CURDIR)/target
TALEWRIGHT = $(CARGO_TARGET_DIR)/release/talewright

.DEFAULT_GOAL := help
.PHONY: help run dev build page fonts test test-binaries test-rust test-page lint fmt fmt-check docs openapi deny bench clean

help: ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: build ## Build everything and start the studio on this machine.
	$(TALEWRIGHT) serve

build: fonts page
	cargo build --release -p talewright-server

dev: fonts ## Server and page with reload (the page on port 5173).
	scripts/dev.sh

page: ## Build the page (without Node: say how, and go on).
	scripts/build-page.sh

fonts: ## Bring the fonts of the books.
	scripts/fetch-fonts.sh

test: ## Everything, from unit tests to the browser, on both databases.
	scripts/install-test-tools.sh
	$(MAKE) fonts page
	$(MAKE) test-rust test-page

# One build for all: with --tests the binary has the very features of the tests.
test-binaries:
	cargo build --workspace --bins --tests

test-rust: test-binaries
	scripts/with-services.sh cargo nextest run --workspace
	cargo test --workspace --doc

test-page: test-binaries
	cd frontend && npm run test && npm run budget && npm run e2e

lint: ## Clippy on everything, unused dependencies, the page's lints.
	cargo clippy --workspace --all-targets -- -D warnings
	cd frontend && npm run lint && npm run check && npm run gen:check && npm run i18n:check

fmt: ## Format everything.
	cargo fmt
	cd frontend && npm run format

fmt-check:
	cargo fmt --check

docs: ## The crates' documentation.
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

openapi: ## Write docs/openapi.json and the page's client from the server's own routes.
	cargo run -q -p talewright-server -- openapi > docs/openapi.json
	cd frontend && npm run gen

deny: ## Licences, sources and known holes of every dependency.
	scripts/check-dependencies.sh

bench: fonts page ## Speed and size, as a table (docs/BENCHMARKS.md).
	scripts/bench.sh

clean: ## Remove what was built; your data stays.
	cargo clean
	rm -rf frontend/dist frontend/node_modules fonts
