// Package model builds the encoder and the decoder of a variational autoencoder as Gorgonia graphs, and names, lays out and
// initialises their parameters.
//
// B is the batch, D the features of an example, Z the latent dimensions and K the samples of z for each example. An example is a row; where K samples
// are taken, sample k of example b is row b*K + k.
package model
