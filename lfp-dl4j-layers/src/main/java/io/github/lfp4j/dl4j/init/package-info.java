/**
 * Parameter initialisations that LFP can train. Feedback is proportional to a parameter's size, so
 * that one that starts at exactly zero stays there; DL4J starts biases and shifts at zero.
 */
package io.github.lfp4j.dl4j.init;
