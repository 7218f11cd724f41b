# The steps are those of .ci/run, so that what passes here passes there.
.PHONY: build test race lint format generate fuzz ci clean

build: ## the command, ./vae
	CGO_ENABLED=0 go build -o vae ./cmd/vae
test: ## all tests
	go test ./...
race: ## the concurrent packages under the race detector
	bash .ci/run race
lint: ## gofmt, go vet, staticcheck, and the rules of internal/lint
	bash .ci/run format vet staticcheck
	go test ./internal/lint
format: ## rewrite the sources in the house's format
	go tool -modfile=tools/go.mod gofumpt -w .
generate: ## write assembly and embedded data anew
	go generate ./...
fuzz: ## every fuzz target, shortly
	bash .ci/run fuzz
ci: ## everything
	bash .ci/run
clean: ## what builds leave; runs in checkpoints/ stay
	rm -f vae samples.png reconstructions.png interpolation.png traversal.png decoded.png curves.png examples.png theory-*.png
	rm -f plane.png latents.png latents.csv scores.csv rows.csv
	find . -name '*.test' -delete -o -name '*.prof' -delete
