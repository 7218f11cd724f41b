package train

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ReadHistory reads the epochs that a run's metrics.jsonl holds, the first one first; none where no epoch is over.
func ReadHistory(dir string) ([]Epoch, error) {
	path := filepath.Join(dir, MetricsFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	epochs, err := ParseHistory(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s:%w", path, err)
	}
	return epochs, nil
}

// ParseHistory reads the text of a metrics.jsonl, which checkpoints hold too. An error begins with the number of its line.
func ParseHistory(text string) ([]Epoch, error) {
	var epochs []Epoch
	number := 0
	for line := range strings.Lines(text) {
		number++
		var e Epoch
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			return nil, fmt.Errorf("%d: %w", number, err)
		}
		epochs = append(epochs, e)
	}
	return epochs, nil
}
