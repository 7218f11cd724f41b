package data

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/data/fashion"
	"vae/internal/invalid"
)

// Environment is the variable that names a folder with one folder a data set in it.
const Environment = "VAE_DATA"

// embedded are the data sets inside the program.
var embedded = map[string]fs.FS{"fashion-mnist-12k": fashion.Files}

// fileKinds are how files end that hold a data set each.
var fileKinds = []string{".csv", ".tsv", ".npy", ".npz"}

// system is where Debian's packages put data sets.
var system = filepath.FromSlash("/usr/share/datasets")

// howToGet says where to find what is often asked for.
var howToGet = map[string]string{
	"fashion-mnist": "run vae data get fashion-mnist, install Debian's package dataset-fashion-mnist, or use the embedded fashion-mnist-12k",
	"mnist":         "run vae data get mnist, or put MNIST's four files into a folder named mnist and set " + Environment + " to the folder above it",
}

// Shapes is the name of the data set that is made: see package shapes.
const Shapes = "shapes"

// Open reads a data set with the default settings: an embedded one, made shapes, or what lies at the first of these places that has any,
//
//	$VAE_DATA/NAME, the user's cache folder/vae/NAME, /usr/share/datasets/NAME, NAME
//
// where a NAME with a path separator is looked for as a path only. It may be a folder of MNIST's four IDX files, a folder of PNG or JPEG pictures whose sub-folders
// are labels, a .csv or .tsv table, or a .npy or .npz file. If there is none, the error names every place and says what to do.
func Open(name string) (*Collection, error) {
	c := DefaultConfig()
	c.Name = name
	return c.Read(1)
}

// find looks for a data set.
func find(name string) (source, error) {
	if name == "" {
		return source{}, fmt.Errorf("the name of the data set is empty; embedded are %s", strings.Join(embeddedNames(), ", "))
	}
	if files, ok := embedded[name]; ok {
		return source{kindIDX, place{files, "embedded"}, name}, nil
	}
	if name == Shapes {
		return source{kindShapes, place{nil, "made"}, name}, nil
	}
	tried := places(name)
	for _, p := range tried {
		if k := recognize(p); k != nil {
			return source{k, p, baseName(name)}, nil
		}
	}
	return source{}, notFound(name, tried)
}

// roots are the folders that hold a folder a data set.
func roots() []string {
	var out []string
	if dir := os.Getenv(Environment); dir != "" {
		out = append(out, dir)
	}
	if dir, err := Cache(); err == nil {
		out = append(out, dir)
	}
	return append(out, system)
}

// Cache is the folder that downloaded data sets are kept in: vae in the user's cache folder.
func Cache() (string, error) {
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "vae"), err
}

// places lists where to look, the first one first.
func places(name string) []place {
	var out []place
	if !strings.ContainsAny(name, `/\`) && name != "." && name != ".." {
		for _, root := range roots() {
			out = append(out, placeAt(filepath.Join(root, name)))
		}
	}
	return append(out, placeAt(name))
}

// notFound names every place.
func notFound(name string, tried []place) error {
	if info, err := os.Stat(name); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is no data set: files are read that end in %s, and folders of IDX files or of pictures", name, strings.Join(fileKinds, ", "))
	}
	what := fmt.Sprintf("data set %q is not embedded (as %s is), and none of these folders has its files (%s, ...):", name,
		strings.Join(embeddedNames(), ", "), trainFiles.images[0])
	hint := "set " + Environment + " to a folder that has a folder of this name, or give the path of the folder with the four IDX files, of a folder of pictures, or of a .csv, .tsv, .npy or .npz file"
	if slices.Contains(fileKinds, strings.ToLower(filepath.Ext(name))) {
		what, hint = "none of these files is there:", "give the file's path, or set "+Environment+" to the folder that it is in"
	}
	if get, ok := howToGet[name]; ok {
		hint = get
	} else if near := invalid.Nearest(name, Names()); near != "" {
		hint = "the nearest name that is there is " + near
	}
	for _, p := range tried {
		what += "\n  " + p.shown
	}
	return fmt.Errorf("%s\n%s", what, hint)
}
