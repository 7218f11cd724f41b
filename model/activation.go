package model

import "vae/autodiff/op"

// activations are the functions that may follow a hidden layer, by name.
var activations = func() map[string]op.Activation {
	m := map[string]op.Activation{}
	for _, a := range op.Activations() {
		m[a.String()] = a
	}
	return m
}()

// Activations lists the activations by name.
func Activations() []string {
	var names []string
	for _, a := range op.Activations() {
		names = append(names, a.String())
	}
	return names
}
