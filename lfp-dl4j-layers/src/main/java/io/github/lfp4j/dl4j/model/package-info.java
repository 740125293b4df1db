/**
 * Ready-made network architectures and training settings, by name: what the command line offers and
 * examples start from. Everything here is ordinary Deeplearning4j configuration.
 */
package io.github.lfp4j.dl4j.model;
