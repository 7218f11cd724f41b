package data

// What data sets there are.

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Found is a data set that Open finds by name.
type Found struct {
	Name string `json:"name"`
	From string `json:"from"` // the folder or file, "embedded" or "made"
	Kind string `json:"kind"` // what lies there, in words
}

// List lists the data sets that Open finds by name, sorted, each where it is found first.
func List() []Found {
	out := []Found{{Shapes, "made", kindShapes.what}}
	for _, name := range embeddedNames() {
		out = append(out, Found{name, "embedded", kindIDX.what})
	}
	for _, root := range roots() {
		// A root that does not exist has no entries.
		entries, _ := os.ReadDir(root)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") || slices.ContainsFunc(out, func(f Found) bool { return f.Name == e.Name() }) {
				continue
			}
			if path := filepath.Join(root, e.Name()); recognize(placeAt(path)) != nil {
				out = append(out, Found{e.Name(), path, recognize(placeAt(path)).what})
			}
		}
	}
	slices.SortFunc(out, func(a, b Found) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Names lists the names of List.
func Names() []string {
	var names []string
	for _, f := range List() {
		names = append(names, f.Name)
	}
	return names
}

func embeddedNames() []string {
	var names []string
	for name := range embedded {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
