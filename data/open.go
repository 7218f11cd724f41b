package data

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/fashion"
)

// Collection is a data set with its training and its test examples.
type Collection struct {
	Name        string
	From        string // the folder it was read from, or "embedded"
	Train, Test *Set
}

// Environment is the variable that names a folder with one folder a data set in it.
const Environment = "VAE_DATA"

// embedded are the data sets inside the program.
var embedded = map[string]fs.FS{"fashion-mnist-12k": fashion.Files}

// system is where Debian's packages put data sets.
var system = filepath.FromSlash("/usr/share/datasets")

// howToGet says where to find what is often asked for.
var howToGet = map[string]string{
	"fashion-mnist": "install Debian's package dataset-fashion-mnist, or use the embedded fashion-mnist-12k",
	"mnist":         "put MNIST's four files into a folder named mnist and set " + Environment + " to the folder above it",
}

// place is a folder that a data set may be in.
type place struct {
	files fs.FS
	shown string
}

// Open reads a data set: an embedded one, or the four IDX files of the first of these folders that has any of them,
//
//	$VAE_DATA/NAME, the user's cache folder/vae/NAME, /usr/share/datasets/NAME, NAME
//
// where a NAME with a path separator is looked for as a path only. If there is none, the error names every place and says what to do.
func Open(name string) (*Collection, error) {
	if name == "" {
		return nil, fmt.Errorf("the name of the data set is empty; embedded are %s", strings.Join(embeddedNames(), ", "))
	}
	if files, ok := embedded[name]; ok {
		return readFolder(name, place{files, "embedded"})
	}
	tried := places(name)
	for _, p := range tried {
		if p.holdsAny() {
			return readFolder(filepath.Base(filepath.Clean(name)), p)
		}
	}
	return nil, notFound(name, tried)
}

// roots are the folders that hold a folder a data set.
func roots() []string {
	var out []string
	if dir := os.Getenv(Environment); dir != "" {
		out = append(out, dir)
	}
	if dir, err := os.UserCacheDir(); err == nil {
		out = append(out, filepath.Join(dir, "vae"))
	}
	return append(out, system)
}

// places lists the folders to look in, the first one first.
func places(name string) []place {
	var out []place
	if !strings.ContainsAny(name, `/\`) && name != "." && name != ".." {
		for _, root := range roots() {
			dir := filepath.Join(root, name)
			out = append(out, place{os.DirFS(dir), dir})
		}
	}
	return append(out, place{os.DirFS(name), name})
}

// notFound names every place.
func notFound(name string, tried []place) error {
	var b strings.Builder
	fmt.Fprintf(&b, "data set %q is not embedded (%s are), and none of these folders has its files (%s, ...):", name, strings.Join(embeddedNames(), ", "),
		trainFiles.images[0])
	for _, p := range tried {
		fmt.Fprintf(&b, "\n  %s", p.shown)
	}
	hint, ok := howToGet[name]
	if !ok {
		hint = "set " + Environment + " to a folder that has a folder of this name, or give the path of the folder with the four IDX files"
	}
	return fmt.Errorf("%s\n%s", b.String(), hint)
}

func embeddedNames() []string {
	var names []string
	for name := range embedded {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Names lists the data sets that Open finds by name, sorted.
func Names() []string {
	names := embeddedNames()
	for _, root := range roots() {
		// A root that does not exist has no entries.
		entries, _ := os.ReadDir(root)
		for _, e := range entries {
			dir := filepath.Join(root, e.Name())
			if (place{os.DirFS(dir), dir}).holdsAny() {
				names = append(names, e.Name())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
